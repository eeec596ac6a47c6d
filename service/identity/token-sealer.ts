import { EncryptJWT, errors, type JWTPayload, jwtDecrypt } from "jose";

/**
 * Encrypts what the service hands out to hear back from: sessions in cookies, tickets, pending sign-ins. Each has a
 * purpose, and what was sealed for one opens for no other. A JWE by RFC 7516 (`dir`, `A256GCM`).
 */
export class TokenSealer {
  readonly #key: Uint8Array;
  readonly #now: () => number;

  /** @param key 32 random bytes, the same on every node */
  constructor(key: Uint8Array, now: () => number) {
    this.#key = key;
    this.#now = now;
  }

  /** @param expiresAt ms since 1970 */
  seal(purpose: string, payload: JWTPayload, expiresAt: number): Promise<string> {
    return new EncryptJWT(payload)
      .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
      .setAudience(purpose)
      .setExpirationTime(Math.floor(expiresAt / 1000))
      .encrypt(this.#key);
  }

  /** What was sealed; undefined when it is over, for another purpose, or not ours. */
  async open(purpose: string, sealed: string): Promise<JWTPayload | undefined> {
    try {
      const { payload } = await jwtDecrypt(sealed, this.#key, {
        audience: purpose,
        currentDate: new Date(this.#now()),
        keyManagementAlgorithms: ["dir"],
        contentEncryptionAlgorithms: ["A256GCM"],
      });
      return payload;
    } catch (error) {
      if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined;
      throw error;
    }
  }
}

import { createHmac, randomBytes } from "node:crypto";

/** What has to be remembered so that numbers stay what they are: no secret can be read from it. */
export interface SavedPlaceholders {
  /** Of the hashes, base64. */
  readonly key: string;
  readonly secrets: readonly { readonly identity: string; readonly kind: string }[];
}

/** Gives each secret of a share a number of its own, which it keeps everywhere and always. */
export class Placeholders {
  readonly key: Buffer;
  readonly #secrets: Map<string, { readonly number: number; readonly kind: string }>;

  constructor(
    { key, secrets }: SavedPlaceholders = { key: randomBytes(32).toString("base64"), secrets: [] },
  ) {
    this.key = Buffer.from(key, "base64");
    this.#secrets = new Map(secrets.map(({ identity, kind }, i) => [identity, { number: i + 1, kind }]));
  }

  /** What stands for a secret; the kind by which it was first seen is kept. */
  of(secret: string, kind: string, identity = this.#identityOf(secret)): string {
    const known = this.#secrets.get(identity) ?? { number: this.#secrets.size + 1, kind };
    this.#secrets.set(identity, known);
    return `[secret ${known.number}: ${known.kind}]`;
  }

  /** How many different secrets of each kind there were. */
  counts(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { kind } of this.#secrets.values()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    return counts;
  }

  save(): SavedPlaceholders {
    const secrets = [...this.#secrets].map(([identity, { kind }]) => ({ identity, kind }));
    return { key: this.key.toString("base64"), secrets };
  }

  #identityOf(secret: string): string {
    return createHmac("sha256", this.key).update(secret).digest("base64");
  }
}

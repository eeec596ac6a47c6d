import * as z from "zod";
import type { TokenSealer } from "../../identity/token-sealer.ts";

const PURPOSE = "device";
/** How long somebody has to allow a request, ms. */
const REQUEST_MS = 10 * 60 * 1000;

const deviceRequestSchema = z.object({ tokenHash: z.string(), label: z.string(), code: z.string() });
/** A program's wish for its token to count. */
export type DeviceRequest = z.output<typeof deviceRequestSchema>;

/** @param now ms since 1970 */
export async function sealDeviceRequest(
  seal: TokenSealer,
  now: number,
  request: DeviceRequest,
): Promise<{ readonly sealed: string; readonly expiresAt: number }> {
  const expiresAt = now + REQUEST_MS;
  return { sealed: await seal.seal(PURPOSE, { ...request }, expiresAt), expiresAt };
}

/** The request that was sealed; undefined when it is over or not ours. */
export async function openDeviceRequest(
  seal: TokenSealer,
  sealed: unknown,
): Promise<DeviceRequest | undefined> {
  if (typeof sealed !== "string") return undefined;
  return deviceRequestSchema.safeParse(await seal.open(PURPOSE, sealed)).data;
}

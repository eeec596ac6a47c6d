import { randomBytes } from "node:crypto";
import type { ShareMeta, ShareStore, StoredEntry } from "../store/store.ts";

/** A share as tests create it. */
export function sampleMeta(fields: Partial<ShareMeta> = {}): ShareMeta {
  return {
    shareId: randomBytes(32).toString("base64url"),
    sessionId: "ses_sample",
    title: "Fix the flaky test",
    audience: "link",
    mode: "live",
    createdAt: 1_700_000_000_000,
    expiresAt: null,
    secretHash: randomBytes(32).toString("base64url"),
    ...fields,
  };
}

/** Creates a share as tests do; answers its id. */
export async function createSample(store: ShareStore): Promise<string> {
  const meta = sampleMeta();
  await store.create(meta);
  return meta.shareId;
}

/** The key of the n-th part of a sample session. */
export const sampleKey = (n: number) => `session/part/ses_sample/msg_1/prt_${String(n).padStart(5, "0")}`;

export const put = (n: number, text: string): StoredEntry => ({
  key: sampleKey(n),
  content: Buffer.from(JSON.stringify({ type: "text", text })),
});

export const append = (n: number, at: number, text: string): StoredEntry => ({
  key: sampleKey(n),
  append: { path: ["text"], at, text },
});

export const drop = (n: number): StoredEntry => ({ key: sampleKey(n), deleted: true });

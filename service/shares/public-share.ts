import { idSchema } from "../../protocol/keys.ts";
import { type Share, shareSchema } from "../../protocol/share.ts";
import { inKnownWords } from "../policy/known-words.ts";
import type { ShareMeta } from "../store/store.ts";

/** Stands for a session of which nothing is known any more: without an id, a share would hide all others of a list. */
const UNKNOWN_SESSION = "unknown";

/** What every reader may know of a share. */
export const publicShare = (meta: ShareMeta): Share =>
  shareSchema.parse({ ...inKnownWords(meta), sessionId: knownSession(meta) });

const knownSession = ({ sessionId }: ShareMeta) => idSchema.safeParse(sessionId).data ?? UNKNOWN_SESSION;

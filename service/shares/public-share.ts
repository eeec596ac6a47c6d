import { type Share, shareSchema } from "../../protocol/share.ts";
import { inKnownWords } from "../policy/known-words.ts";
import type { ShareMeta } from "../store/store.ts";

/** What every reader may know of a share. */
export const publicShare = (meta: ShareMeta): Share => shareSchema.parse(inKnownWords(meta));

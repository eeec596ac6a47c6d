import { type Audience, audienceSchema, type ShareKind, shareKindSchema } from "../../protocol/share.ts";
import type { ListedShare } from "../store/store.ts";

/** Those of a stored share's words of which a later version may know more than this one. */
type Words = Pick<ListedShare, "audience" | "mode">;

/** Who may read a share here. A readership that this version does not know lets nobody in but its owner. */
export const knownAudience = ({ audience }: Pick<Words, "audience">): Audience =>
  audienceSchema.options.find((known) => known === audience) ?? "me";

/** Whether a share follows its session, as far as this version knows the word: else it stays as it is. */
export const knownKind = ({ mode }: Pick<Words, "mode">): ShareKind =>
  shareKindSchema.options.find((known) => known === mode) ?? "snapshot";

/** A stored share with what its words mean here. They stay as they are where they are kept: a later version knows them. */
export const inKnownWords = <S extends Words>(share: S): S => ({
  ...share,
  audience: knownAudience(share),
  mode: knownKind(share),
});

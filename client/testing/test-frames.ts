/** Frames as a service sends them, for tests. */
export const TEST_SHARE_ID = "A".repeat(43);

const share = {
  shareId: TEST_SHARE_ID,
  sessionId: "s",
  title: "T",
  audience: "link",
  mode: "live",
  createdAt: 1,
  expiresAt: null,
};
/** The first frame of every connection. */
export const shareFrame = (revision: number) => ({ type: "share", share, revision });
/** A step that says in its only entry where it leads. */
export const step = (base: number, revision: number, more: object = {}) => ({
  type: "entries",
  base,
  revision,
  entries: [{ key: "session/info/s", content: { revision } }],
  ...more,
});

/** Limits that both sides know; each is the service's default and may be lowered there. */

/** Most entries in one sync request. */
export const MAX_BATCH_ENTRIES = 64;
/** Where a client closes a batch, in bytes of JSON; one larger entry travels alone. */
export const BATCH_BYTES = 128 * 1024;
/** Largest sync request body the service accepts, in bytes. */
export const MAX_SYNC_BODY_BYTES = 64 * 1024 * 1024;
/** Longest id inside a key, in characters. */
export const MAX_ID_LENGTH = 200;
/** Longest session title, in characters. */
export const MAX_TITLE_LENGTH = 500;
/** Largest live frame the service sends while it catches a viewer up, in bytes; one larger entry travels alone. */
export const LIVE_FRAME_BYTES = 1024 * 1024;
/** Unsent bytes at which a slow viewer is closed with `lagging`. */
export const MAX_VIEWER_BACKLOG_BYTES = 1024 * 1024;

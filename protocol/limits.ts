/** Limits that both sides know; each is the service's default and may be lowered there. */

/** Most entries in one sync request. */
export const MAX_BATCH_ENTRIES = 64;
/** Where a client closes a batch, in bytes of JSON; one larger entry travels alone. */
export const BATCH_BYTES = 128 * 1024;
/** Largest request that a client makes where it can be cut, in bytes: stock proxies let 1 MB through at most. */
export const PIECE_BYTES = 384 * 1024;
/** Smallest one that is tried where a proxy refuses more, in bytes. */
export const SMALLEST_PIECE_BYTES = 16 * 1024;
/** Largest sync request body the service accepts, in bytes. */
export const MAX_SYNC_BODY_BYTES = 64 * 1024 * 1024;
/** Longest id inside a key, in characters. */
export const MAX_ID_LENGTH = 200;
/** Longest way to a text that is appended to, in names, and longest name on it, in characters. */
export const MAX_APPEND_PATH = 8;
export const MAX_APPEND_NAME_LENGTH = 200;
/** Longest session title, in characters. */
export const MAX_TITLE_LENGTH = 500;
/** Longest message that a client shows of what a service answers, in characters. */
export const MAX_MESSAGE_LENGTH = 1000;
/** Longest name of a person or group that a client shows, in characters; an e-mail address may have as many. */
export const MAX_NAME_LENGTH = 320;
/** Largest answer that a client takes where it asked for no content, in bytes. */
export const MAX_ANSWER_BYTES = 1024 * 1024;
/** Largest manifest that a client takes, and largest single entry, in bytes: as much as a service takes at once. */
export const MAX_LARGE_ANSWER_BYTES = MAX_SYNC_BODY_BYTES;
/** Largest share that a client reads as a whole, in bytes. */
export const MAX_SNAPSHOT_BYTES = 256 * 1024 * 1024;
/** Largest live frame that a client takes, in bytes: one entry of the largest size, with what is around it. */
export const MAX_LIVE_FRAME_BYTES = MAX_SYNC_BODY_BYTES + 64 * 1024;
/** Largest live frame the service sends while it catches a viewer up, in bytes; one larger entry travels alone. */
export const LIVE_FRAME_BYTES = 1024 * 1024;
/** Unsent bytes at which a slow viewer is closed with `lagging`. */
export const MAX_VIEWER_BACKLOG_BYTES = 1024 * 1024;

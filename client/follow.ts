import { MAX_LIVE_FRAME_BYTES } from "../protocol/limits.ts";
import { closeCodes, closeReason, isOtherReason, type LiveFrame, type SeenFrame } from "../protocol/live.ts";
import type { FollowStatus } from "../protocol/panel.ts";
import { type Answer, answerOf, type End, endOf, outdatedEnd, whyAway } from "./follow-end.ts";
import { readFrameText, readLargeFrame } from "./frame-text.ts";
import { InOrder } from "./in-order.ts";
import { LARGE_TEXT, type ParseLarge } from "./large-text.ts";
import { type LiveSocket, openSocket } from "./open-socket.ts";
import { ServiceClient } from "./service-client.ts";
import { LONGEST_WAIT_MS, OutdatedError, ServiceError } from "./service-error.ts";

/** What a follower hears: frames in order, and how the connection stands. */
export interface FollowListener {
  onFrame(frame: LiveFrame): void;
  onStatus(status: FollowStatus): void;
}

/** A running follow: `retry` reconnects at once, `dispose` ends it silently. */
export interface Following {
  retry(): void;
  dispose(): void;
}

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 15_000;
/** What a frame is that could not be read at all. */
const NONSENSE: SeenFrame = { kind: "nonsense" };
/** How long a connection must have lasted before the next pauses are short again, ms. */
const STABLE_MS = 10_000;
/** How long a service may take to open a connection, ms. */
const OPEN_MS = 15_000;
/** The close code of a connection that was lost or never made (RFC 6455). */
const NEVER_OPENED = 1006;

/**
 * Follows a share for as long as it lives: connects, catches up from the last revision, reconnects with growing
 * pauses (half of each random, so that many viewers do not come back at once), and ends when the service says that the share did.
 * Pauses are short again once a connection has lasted: whoever lets us in to hang up is not asked all the time.
 * @param service its address, or a client that proves who follows
 */
export function follow(
  service: string | ServiceClient,
  shareId: string,
  listener: FollowListener,
): Following {
  const client = typeof service === "string" ? new ServiceClient(service) : service;
  const stopping = new AbortController();
  let revision = 0;
  let failures = 0;
  /** Connections given up over their frames: each makes the next pauses longer for good. */
  let nonsense = 0;
  /** A step could not be read: the share is read as a whole before it is followed on. */
  let needsWhole = false;
  /** A frame of this connection was passed over; a step that seems to be missing may have been in it. */
  let hasPassedOver = false;
  let isLive = false;
  /** Of a large frame. */
  let reading: AbortController | undefined;
  let socket: LiveSocket | undefined;
  /** For the next attempt, or for what this one may take. */
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stableTimer: ReturnType<typeof setTimeout> | undefined;
  /** Of the attempts to connect only the last one counts. */
  let attempts = 0;

  void connect();
  return {
    retry() {
      if (stopping.signal.aborted || socket?.readyState === WebSocket.OPEN) return;
      failures = 0;
      void connect();
    },
    dispose: stop,
  };

  async function connect() {
    clearTimeout(timer);
    drop();
    isLive = false;
    hasPassedOver = false;
    attempts += 1;
    const attempt = attempts;
    const whole = needsWhole ? await readWhole() : undefined;
    // Who cannot prove anything may still be let in, or hears why not.
    const headers = await client.liveHeaders(shareId).catch(() => ({}));
    if (attempt !== attempts || stopping.signal.aborted) return;
    if (whole) take(whole);
    const current = openSocket(client.liveUrl(shareId, revision), headers);
    socket = current;
    timer = setTimeout(() => current.close(), OPEN_MS);
    const inOrder = new InOrder();
    current.onmessage = ({ data }) => inOrder.add(() => receive(current, String(data)));
    let isOver = false;
    const closed = (code: number) =>
      inOrder.add(() => {
        if (!isOver && socket === current) void afterClose(current, code);
        isOver = true;
        return undefined;
      });
    current.onclose = ({ code }) => closed(code);
    // Node 22 tells of a socket that never opened by an error alone; elsewhere a close follows.
    current.onerror = () => closed(NEVER_OPENED);
    current.onopen = () => {
      current.onerror = null;
      if (socket !== current) return;
      clearTimeout(timer);
      stableTimer = setTimeout(() => {
        failures = nonsense;
      }, STABLE_MS);
    };
  }

  /** Takes a message; one that takes long is waited for, and the service with it. */
  function receive(current: LiveSocket, text: string): Promise<void> | undefined {
    // A socket that was given up may still deliver: nobody hears it any more.
    if (!isHeard(current)) return undefined;
    const { parseLarge } = client;
    if (text.length > MAX_LIVE_FRAME_BYTES) giveUp(current);
    else if (parseLarge && text.length > LARGE_TEXT) return receiveLarge(current, text, parseLarge);
    else see(current, readFrameText(text));
    return undefined;
  }

  async function receiveLarge(current: LiveSocket, text: string, parseLarge: ParseLarge): Promise<void> {
    current.pause?.();
    reading = new AbortController();
    const seen = await readLargeFrame(text, parseLarge, reading.signal).catch(() => NONSENSE);
    try {
      if (isHeard(current)) see(current, seen);
    } finally {
      current.resume?.();
    }
  }

  function isHeard(current: WebSocket): boolean {
    return socket === current && current.onmessage !== null;
  }

  function see(current: WebSocket, seen: SeenFrame) {
    switch (seen.kind) {
      case "frame":
        return hear(current, seen.frame);
      case "other":
        hasPassedOver = true;
        return;
      case "outdated":
        return end(outdatedEnd(new OutdatedError(client.serviceUrl, seen.side)));
      case "unreadable":
        if (seen.revision <= revision) return;
        needsWhole = true;
        return giveUp(current);
      case "nonsense":
        return giveUp(current);
      default:
        return seen satisfies never;
    }
  }

  /** Whatever follows would leave a hole: only a new connection tells what was missed. */
  function giveUp(current: WebSocket) {
    current.onmessage = null;
    nonsense += 1;
    current.close();
  }

  function hear(current: WebSocket, frame: LiveFrame) {
    if (!continues(frame)) {
      needsWhole ||= hasPassedOver;
      return giveUp(current);
    }
    listener.onFrame(frame);
    if (frame.type === "share" && socket === current) {
      isLive = true;
      listener.onStatus({ phase: "live" });
    }
  }

  /** Takes the frame's step, if it goes on from what is known. */
  function continues(frame: LiveFrame): boolean {
    if (frame.type === "share") return true;
    if (frame.reset) revision = 0;
    if (frame.base > revision) return false;
    if (!frame.more) revision = Math.max(revision, frame.revision);
    return true;
  }

  /** The whole share, in the forms that every version reads; undefined when it cannot be had now. */
  async function readWhole(): Promise<LiveFrame | undefined> {
    try {
      const { entries, ...whole } = await client.read(shareId, stopping.signal);
      return { type: "entries", base: 0, revision: whole.revision, entries, reset: true };
    } catch (error) {
      if (error instanceof OutdatedError && !stopping.signal.aborted) end(outdatedEnd(error));
      return undefined;
    }
  }

  function take(whole: LiveFrame) {
    needsWhole = false;
    if (continues(whole)) listener.onFrame(whole);
  }

  function end(why: End) {
    stop();
    listener.onStatus({ phase: "ended", ...why });
  }

  async function afterClose(closed: WebSocket, code: number) {
    clearTimeout(timer);
    clearTimeout(stableTimer);
    const reason = closeReason(code);
    const told = reason && endOf(reason);
    const away: FollowStatus = { phase: "reconnecting", reason: whyAway(reason) };
    if (isLive && !told) listener.onStatus(away);
    const asks = reason === undefined || reason === "unauthorized";
    const answer: Answer = asks ? await whyNotOpened() : { end: told };
    if (socket !== closed) return;
    const { busy } = answer;
    if (answer.end) return end(answer.end);
    // Another reason than this version knows may come again and again: the pauses grow for good.
    if (isOtherReason(code)) nonsense += 1;
    const pause = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures);
    // Who fell behind once has nothing to wait for.
    const isSlow = code === closeCodes.lagging && failures === nonsense;
    failures += 1;
    const asked = Math.min(LONGEST_WAIT_MS, busy?.retryAfterMs ?? 0);
    const wait = Math.max(pause / 2 + (Math.random() * pause) / 2, asked);
    timer = setTimeout(() => void connect(), isSlow ? 0 : wait);
    if (busy) listener.onStatus({ phase: "reconnecting", reason: busy.words });
    else if (!isLive) listener.onStatus(away);
  }

  /** A refused upgrade carries no reason to a browser: the same question over HTTP tells. */
  async function whyNotOpened(): Promise<Answer> {
    try {
      await client.probe(shareId, stopping.signal);
      return {};
    } catch (error) {
      return error instanceof ServiceError ? answerOf(error) : {};
    }
  }

  function drop() {
    const old = socket;
    socket = undefined;
    reading?.abort();
    clearTimeout(stableTimer);
    old?.close();
  }

  function stop() {
    stopping.abort();
    clearTimeout(timer);
    drop();
  }
}

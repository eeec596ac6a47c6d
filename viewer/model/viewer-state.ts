import { AppendMismatchError, appendToJson } from "../../protocol/entries.ts";
import type { Json } from "../../protocol/json.ts";
import { type FollowStatus, leadsOn, type ShareEvent } from "../../protocol/panel.ts";
import type { SeenShare as Share } from "../../protocol/seen.ts";
import { type Batch, emptyShare, receiveBatches, type ShareState } from "../../protocol/share-state.ts";

/** What a viewer knows: the share's metadata and contents, and how its connection stands. */
export interface ViewerState {
  readonly about: Share | undefined;
  /** The revision that the service had when it last told about the share; before it, contents are incomplete. */
  readonly announced: number;
  readonly share: ShareState<Json>;
  readonly status: FollowStatus;
  /** The frames cannot be continued: the share must be followed anew, from the beginning. */
  readonly outOfStep: boolean;
}

export const initialState: ViewerState = {
  about: undefined,
  announced: 0,
  share: emptyShare<Json>(),
  status: { phase: "connecting" },
  outOfStep: false,
};

/** True once everything that was there at connection time has arrived. */
export function isLoaded(state: ViewerState): boolean {
  return state.about !== undefined && state.share.revision >= state.announced;
}

/**
 * The state after some events. All contents that came together are applied together, so that a burst costs one step.
 * An end is final: it forgets everything that was shared, and nothing that comes later counts; but what is asked of the
 * reader first may become another question, or an end.
 */
export function reduce(state: ViewerState, events: readonly ShareEvent[]): ViewerState {
  let next = state;
  let batches: Batch<Json>[] = [];
  for (const event of events) {
    if (!counts(next.status, event)) continue;
    if (event.type === "status") next = withStatus(next, event.status);
    else if (event.frame.type === "entries") batches.push(event.frame);
    else next = { ...next, about: event.frame.share, announced: event.frame.revision };
  }
  if (next.status.phase === "ended") batches = [];
  return batches.length === 0 ? next : withBatches(next, batches);
}

function counts(status: FollowStatus, event: ShareEvent): boolean {
  if (status.phase !== "ended") return true;
  return leadsOn(status.why) && event.type === "status" && event.status.phase === "ended";
}

/** The same share before its first frame, for following it anew. */
export function startedOver(state: ViewerState): ViewerState {
  return { ...initialState, status: state.status };
}

function withStatus(state: ViewerState, status: FollowStatus): ViewerState {
  return status.phase === "ended" ? { ...initialState, status } : { ...state, status };
}

function withBatches(state: ViewerState, batches: readonly Batch<Json>[]): ViewerState {
  try {
    return { ...state, share: receiveBatches(state.share, batches, appendToJson) };
  } catch (error) {
    if (error instanceof AppendMismatchError) return { ...state, outOfStep: true };
    throw error;
  }
}

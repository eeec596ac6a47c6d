import { isJsonObject, type JsonObject } from "../../../../protocol/json.ts";
import { type KeyPath, parseKey } from "../../../../protocol/keys.ts";
import { inReadingOrder, type MessagePlace } from "../../../../protocol/reading-order.ts";
import { storedTime } from "../../../../protocol/time.ts";
import type { Version } from "../session/change-ledger.ts";
import { mapLimited } from "../session/map-limited.ts";
import type { TurnSpan } from "../session/turn-span.ts";
import { type IsUndone, type Undone, undoneFrom } from "../session/undone.ts";
import { readJsonFile } from "./read-json-file.ts";
import type { TreeFile, TreeLayout } from "./tree-layout.ts";

/** When a message was written, and when it ended, ms since 1970. */
export interface Times {
  readonly path: KeyPath;
  readonly createdAt: number;
  readonly completedAt: number | undefined;
  readonly isAnswer: boolean;
}

/** When the messages of a tree were written and ended. Their files are read when they have changed. */
export class MessageTimes {
  readonly #layout: TreeLayout;
  readonly #known = new Map<string, { readonly version: Version; readonly times: Times | undefined }>();

  constructor(layout: TreeLayout) {
    this.#layout = layout;
  }

  /** Those of a session's messages, in their order. @param files of the session, parts as well */
  async of(files: readonly TreeFile[]): Promise<readonly Times[]> {
    const times = await mapLimited(files, (file) => this.#timesOf(file));
    return inReadingOrder(
      times.filter((found) => found !== undefined),
      placeOf,
    );
  }

  /** Nothing for the file of a part. */
  #timesOf(file: TreeFile): Times | undefined | Promise<Times | undefined> {
    const path = parseKey(file.key);
    if (path?.kind !== "message") return undefined;
    const known = this.#known.get(file.key);
    if (known && file.version !== undefined && known.version === file.version) return known.times;
    return this.#read(file, path, known?.times);
  }

  async #read({ key, path, version }: TreeFile, named: KeyPath, before: Times | undefined) {
    const file = await readJsonFile(path);
    const message = file.found ? this.#layout.contentsOf(named, file.content).get(key) : undefined;
    const times = isJsonObject(message) ? timesIn(named, message) : before;
    this.#known.set(key, { version, times });
    return times;
  }
}

/** The last message until a moment, ms since 1970. @param times in their order */
export function lastTurnBefore(
  times: readonly Times[],
  at: number,
  undone: Undone | undefined,
): TurnSpan | undefined {
  const last = times.findLast(({ createdAt }) => createdAt <= at);
  return last && { ...last, isUndone: isUndoneIn(times, undone)(last.path) };
}

/** What of a session is undone. @param times of all of its messages */
export function isUndoneIn(times: readonly Times[], undone: Undone | undefined): (path: KeyPath) => boolean {
  const places = new Map(times.map((time) => [idOf(time.path), placeOf(time)]));
  const isUndone: IsUndone = undoneFrom(undone, places.get(undone?.messageID ?? ""));
  return (path) => isUndone(path, places.get(idOf(path)) ?? { id: idOf(path) });
}

function timesIn(path: KeyPath, { role, time }: JsonObject): Times {
  const { created, completed } = isJsonObject(time) ? time : {};
  return {
    path,
    createdAt: storedTime(created),
    completedAt: typeof completed === "number" ? completed : undefined,
    isAnswer: role === "assistant",
  };
}

const placeOf = ({ path, createdAt }: Times): MessagePlace => ({ id: idOf(path), createdAt });

const idOf = (path: KeyPath) => (path.kind === "info" ? "" : path.messageId);

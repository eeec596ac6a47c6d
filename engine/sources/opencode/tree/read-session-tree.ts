import type { Json, JsonObject } from "../../../../protocol/json.ts";
import { type KeyPath, parseKey } from "../../../../protocol/keys.ts";
import { missingContents } from "../../../../protocol/missing-contents.ts";
import type { Cursor, Report, SessionReading } from "../../session-source.ts";
import { type ChangeLedger, ungrouped } from "../session/change-ledger.ts";
import { lastWrittenFirst, type Place } from "../session/file-version.ts";
import { LARGE_AT_ONCE, mapLimited } from "../session/map-limited.ts";
import { wasBegunDuring } from "../session/turn-span.ts";
import { isUndoneIn, lastTurnBefore, type MessageTimes, type Times } from "./message-times.ts";
import { readJsonFile } from "./read-json-file.ts";
import type { IndexedSession } from "./session-index.ts";
import type { SessionFiles, TreeFile, TreeLayout } from "./tree-layout.ts";

/** A file, and what its content lacks of what is known. */
interface Piece {
  readonly file: TreeFile;
  readonly more: JsonObject;
}

export interface SessionTreeReader {
  readonly layout: TreeLayout;
  readonly times: MessageTimes;
  /** Hears which files are left out. */
  readonly report: Report;
}

/** What was read, and where it lies: what is likeliest to change again comes first. */
export interface SessionTreeReading {
  readonly reading: SessionReading;
  places(): readonly Place[];
}

/**
 * Reads what changed in the files of a session and of those below it.
 * @param sessionTree the session, then the others, each after the one that began it
 */
export async function readSessionTree(
  { layout, times, report }: SessionTreeReader,
  sessionTree: readonly IndexedSession[],
  ledger: ChangeLedger,
  since: Cursor | undefined,
): Promise<SessionTreeReading> {
  const pieces = new Map<string, Piece>();
  const members = await membersOf({ layout, times, report }, sessionTree);
  for (const { session, contents } of members) {
    const { file, more, undone } = session;
    pieces.set(file.key, { file, more });
    const isUndone = isUndoneIn(undone ? await times.of(contents.files) : [], undone);
    for (const content of contents.files)
      if (!isUndone(pathOf(content.key))) pieces.set(content.key, { file: content, more: {} });
  }
  ledger.observe(ungrouped("all", new Map([...pieces].map(([key, piece]) => [key, versionOf(piece)]))));
  const { cursor } = ledger;
  const contents = new Map<string, Json>();
  await mapLimited(ledger.suspectedSince(since), read, LARGE_AT_ONCE);
  return { reading: { cursor, contents, keys: ledger.keys() }, places: () => placesOf(members) };

  async function read(key: string): Promise<void> {
    const piece = pieces.get(key);
    const file = piece && (await readJsonFile(piece.file.path));
    if (!file) return;
    if (!file.found) {
      if (file.why === "unfit") takeMissing(key, file.reason);
      else if (file.why === "missing") ledger.noteGone(key);
      else ledger.noteUnreadable(key);
      return;
    }
    if (!ledger.isNews(key, file.text + textOf(piece.more), since)) return;
    take(key, layout.contentsOf(pathOf(key), { ...piece.more, ...file.content }));
  }

  function takeMissing(key: string, reason: string): void {
    report(`${key} is left out: it ${reason}.`);
    const given = missingContents(pathOf(key), reason);
    if (given.size === 0) ledger.noteUnreadable(key);
    else if (ledger.isNews(key, reason, since)) take(key, given);
  }

  function take(key: string, given: ReadonlyMap<string, Json>): void {
    ledger.noteKeys(key, [...given.keys()]);
    for (const [name, content] of given) contents.set(name, content);
  }
}

interface Member {
  readonly session: IndexedSession;
  readonly contents: SessionFiles;
  /** Of its messages; looked up once there are sessions below it. */
  times?: Promise<readonly Times[]>;
}

/** Those that still belong to the one that began them. */
async function membersOf(
  { layout, times }: SessionTreeReader,
  sessionTree: readonly IndexedSession[],
): Promise<readonly Member[]> {
  const members = new Map<string | undefined, Member>();
  for (const session of sessionTree) {
    if (members.size > 0 && !(await isBegun(session))) continue;
    const contents = await layout.contents(session.file);
    members.set(parseKey(session.file.key)?.sessionId, { session, contents });
  }
  return [...members.values()];

  async function isBegun({ summary }: IndexedSession): Promise<boolean> {
    const parent = members.get(summary?.parentId);
    if (!parent || !summary) return false;
    parent.times ??= times.of(parent.contents.files);
    const last = lastTurnBefore(await parent.times, summary.createdAt, parent.session.undone);
    return wasBegunDuring(last, summary.createdAt);
  }
}

/** The session itself and the folder of its messages, then whatever was written last. */
function placesOf(members: readonly Member[]): readonly Place[] {
  const all = members.flatMap(({ session, contents }) => [
    session.file,
    ...contents.folders,
    ...contents.files,
  ]);
  return [...all.slice(0, 2), ...lastWrittenFirst(all.slice(2))];
}

function pathOf(key: string): KeyPath {
  const path = parseKey(key);
  if (!path) throw new Error(`${key} is not a key`);
  return path;
}

const versionOf = ({ file: { version }, more }: Piece) => version && version + textOf(more);

const textOf = (more: JsonObject) => (Object.keys(more).length === 0 ? "" : JSON.stringify(more));

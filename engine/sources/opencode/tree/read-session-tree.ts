import type { Json, JsonObject } from "../../../../protocol/json.ts";
import { type KeyPath, parseKey } from "../../../../protocol/keys.ts";
import { missingContents } from "../../../../protocol/missing-contents.ts";
import type { Cursor, Report, SessionReading } from "../../session-source.ts";
import { ChangeLedger, ungrouped } from "../session/change-ledger.ts";
import { lastWrittenFirst, type Place } from "../session/file-version.ts";
import { KnownCalls } from "../session/known-calls.ts";
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

/** What earlier readings of a session tree have found. */
export class KnownSessionTree {
  readonly ledger = new ChangeLedger();
  readonly calls = new KnownCalls();
}

/**
 * Reads what changed in the files of a session and of those below it; once more when a call has been found to have begun
 * what was left out.
 * @param sessionTree the session, then the others, each after the one that began it
 */
export async function readSessionTree(
  reader: SessionTreeReader,
  sessionTree: readonly IndexedSession[],
  known: KnownSessionTree,
  since: Cursor | undefined,
): Promise<SessionTreeReading> {
  const { layout, report } = reader;
  const { ledger, calls } = known;
  const { members, left } = await membersOf(reader, sessionTree, calls);
  const pieces = new Map(members.flatMap(({ pieces }) => [...pieces]));
  const named = new Set<string>();
  ledger.observe(ungrouped("all", new Map([...pieces].map(([key, piece]) => [key, versionOf(piece)]))));
  const { cursor } = ledger;
  const contents = new Map<string, Json>();
  await mapLimited(ledger.suspectedSince(since), read, LARGE_AT_ONCE);
  if (left.some((id) => named.has(id))) return readSessionTree(reader, sessionTree, known, since);
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
    for (const id of calls.note(key, given.values())) named.add(id);
    for (const [name, content] of given) contents.set(name, content);
  }
}

interface Member {
  readonly session: IndexedSession;
  readonly contents: SessionFiles;
  /** By key, without what is undone. */
  readonly pieces: ReadonlyMap<string, Piece>;
  /** Of its messages; looked up once there are sessions below it. */
  times?: Promise<readonly Times[]>;
}

/** Those that still belong to the one that began them, and the ids of the others. */
async function membersOf(
  { layout, times }: SessionTreeReader,
  [root, ...below]: readonly IndexedSession[],
  calls: KnownCalls,
): Promise<{ readonly members: readonly Member[]; readonly left: readonly string[] }> {
  const members = new Map<string, Member>();
  if (root) await join(root);
  let left = below;
  // A call may be in a session that is found after the one which it began.
  for (let before = -1; before !== members.size; ) {
    before = members.size;
    const rest: IndexedSession[] = [];
    for (const session of left)
      if (await belongs(session)) await join(session);
      else rest.push(session);
    left = rest;
  }
  return { members: [...members.values()], left: left.map(idOf) };

  async function join(session: IndexedSession): Promise<void> {
    const contents = await layout.contents(session.file);
    members.set(idOf(session), { session, contents, pieces: await piecesOf(session, contents) });
  }

  async function piecesOf({ file, more, undone }: IndexedSession, { files }: SessionFiles) {
    const isUndone = isUndoneIn(undone ? await times.of(files) : [], undone);
    const pieces = new Map<string, Piece>([[file.key, { file, more }]]);
    for (const content of files)
      if (!isUndone(pathOf(content.key))) pieces.set(content.key, { file: content, more: {} });
    return pieces;
  }

  async function belongs(session: IndexedSession): Promise<boolean> {
    const { summary } = session;
    const parent = members.get(summary?.parentId ?? "");
    if (!parent || !summary) return false;
    parent.times ??= times.of(parent.contents.files);
    const last = lastTurnBefore(await parent.times, summary.createdAt, parent.session.undone);
    return wasBegunDuring(last, summary.createdAt) || calls.isCalled(summary.id, isThere);
  }

  function isThere(piece: string): boolean {
    return members.get(pathOf(piece).sessionId)?.pieces.has(piece) ?? false;
  }
}

const idOf = ({ file }: IndexedSession) => pathOf(file.key).sessionId;

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

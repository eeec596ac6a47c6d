import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { textPart, userMessage } from "../../fixtures/session-content.ts";
import type { SessionWriter } from "../../fixtures/session-writer.ts";
import { SqliteStorage } from "../../fixtures/sqlite-storage.ts";
import { TreeStorage } from "../../fixtures/tree-storage.ts";
import { makeTempFolder } from "../../tools/process/temp-folder.ts";
import type { Bench, Row } from "../report/row.ts";
import { median, spread } from "../report/statistics.ts";
import { MeasuredWindow } from "./measured-window.ts";
import type { PackedExtension } from "./packed-extension.ts";

const SESSIONS = 10_000;
/** For comparison. */
const FEW = 10;
/** They work in so many folders in turn, of which the first is the window's. */
const FOLDERS = 10;
const ROUNDS = 5;
const LONGEST_ACTIVATION_MS = 100;
const LONGEST_LIST_MS = 300;
const MOST_MB = 60;
/** Until a window is done with its start, and with what a list leaves behind. */
const SETTLE_MS = 5_000;

/** What a storage of many sessions costs a window that starts, and that lists them for the first time. */
export function manySessions(packed: PackedExtension): Bench {
  return { name: "many", run: async () => measure(await packed()) };
}

async function measure(vsix: string): Promise<Row[]> {
  const temp = makeTempFolder("bench-many");
  const folder = join(temp.path, "workspace");
  mkdirSync(folder);
  const sqlite = new SqliteStorage(join(temp.path, "sqlite"));
  const tree = new TreeStorage(join(temp.path, "tree"));
  const few = new SqliteStorage(join(temp.path, "few"));
  sqlite.database.exec("begin");
  writeSessions(sqlite, folder, SESSIONS);
  sqlite.database.exec("commit");
  writeSessions(tree, folder, SESSIONS);
  writeSessions(few, folder, FEW);
  const opened: MeasuredWindow[] = [];
  const open = async (name: string, storage?: SessionWriter) => {
    const settings = storage ? { "opencode.sharing.storagePath": storage.dataDir } : {};
    const window = await MeasuredWindow.launch(name, { folder, settings, ...(storage ? { vsix } : {}) });
    opened.push(window);
    return window;
  };
  try {
    const listing = [await open("sqlite", sqlite), await open("tree", tree), await open("few", few)] as const;
    const empty = await open("empty");
    for (let round = 0; round <= ROUNDS; round++) await measureRound(listing, empty, round);
    for (const window of opened) window.forgetFirst();
    const [ofSqlite, ofTree, ofFew] = listing;
    return [
      ...rowsOf("SQLite", ofSqlite, { few: ofFew, empty }),
      ...rowsOf("JSON tree", ofTree, { few: ofFew, empty }),
    ];
  } finally {
    for (const window of opened) await window.stop();
    for (const storage of [sqlite, tree, few]) storage.close();
    temp.remove();
  }
}

async function measureRound(listing: readonly MeasuredWindow[], empty: MeasuredWindow, round: number) {
  await empty.open();
  for (const window of round % 2 === 0 ? listing : listing.toReversed()) await window.openAndList();
  await setTimeout(SETTLE_MS);
  for (const window of [...listing, empty]) window.weigh();
}

/** Each with a message and a part, as a tree has folders for. */
function writeSessions(storage: SessionWriter, folder: string, count: number): void {
  for (let n = 0; n < count; n++) {
    const place = n % FOLDERS;
    const directory = place === 0 ? folder : `${folder}-${place}`;
    const session = storage.createSession({ directory, title: `Session ${n}` });
    const message = storage.putMessage(session, userMessage());
    storage.putPart(session, message, textPart(`What number ${n} was about`));
  }
}

interface Comparison {
  readonly few: MeasuredWindow;
  readonly empty: MeasuredWindow;
}

function rowsOf(form: string, { activation, list, memory }: MeasuredWindow, to: Comparison): Row[] {
  const moreThanEmpty = (of: readonly number[]) =>
    of.map((megabytes, round) => megabytes - (to.empty.memory[round] ?? Number.NaN));
  const more = moreThanEmpty(memory);
  return [
    {
      what: `${SESSIONS} sessions in ${form}: activation, by VS Code (${activation.length} windows)`,
      figure: spread(activation, "ms"),
      target: `≤ ${LONGEST_ACTIVATION_MS} ms`,
      isMet: median(activation) <= LONGEST_ACTIVATION_MS,
    },
    { what: `  the same with ${FEW} sessions`, figure: spread(to.few.activation, "ms") },
    {
      what: "  from the click on the icon to the first session in the list",
      figure: spread(list, "ms"),
      target: `≤ ${LONGEST_LIST_MS} ms`,
      isMet: median(list) <= LONGEST_LIST_MS,
    },
    { what: `  the same with ${FEW} sessions`, figure: spread(to.few.list, "ms") },
    {
      what: "  memory of the extension host after that, more than without the extension",
      figure: spread(more, "MB"),
      target: `≤ ${MOST_MB} MB`,
      isMet: median(more) <= MOST_MB,
    },
    { what: `  the same with ${FEW} sessions`, figure: spread(moreThanEmpty(to.few.memory), "MB") },
    {
      what: "  with / without the extension",
      figure: `${spread(memory, "MB")} / ${spread(to.empty.memory, "MB")}`,
    },
  ];
}

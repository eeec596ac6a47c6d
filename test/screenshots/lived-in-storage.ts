import { SqliteStorage } from "../../fixtures/sqlite-storage.ts";
import { HOUR_MS } from "../../primitives/durations.ts";
import type { Stage } from "../driver/stage.ts";
import { type WrittenSession, writeSession } from "../driver/written-session.ts";

/** What is shared with the organisation. */
export const PARSER = "Make the parser faster";
/** What is shared by link. */
export const NOTES = "Write the release notes";

/** The sessions that are shared. */
export interface LivedInStorage {
  readonly parser: WrittenSession;
  readonly notes: WrittenSession;
}

/** Writes what a person has done in the project during ten days, with several agents. */
export function writeLivedInStorage(stage: Stage): LivedInStorage {
  const clock = { now: 0 };
  const storage = new SqliteStorage(stage.opencodeData, { now: () => clock.now });
  stage.atEnd(() => storage.close());
  const write = (title: string, agent: string, begunHoursAgo: number, endedHoursAgo: number) => {
    clock.now = Date.now() - begunHoursAgo * HOUR_MS;
    const session = writeSession(storage, { directory: stage.workspace, title }, "Why is it slow?");
    storage.database.prepare("update session set agent = ? where id = ?").run(agent, session.id);
    clock.now = Date.now() - endedHoursAgo * HOUR_MS;
    storage.changeSession(session.id, {});
    return session;
  };
  write("Explain the build", "plan", 10 * 24, 9 * 24);
  write("Test the parser with odd input", "build", 27, 26);
  write("", "build", 5, 5);
  const notes = write(NOTES, "docs", 4, 3);
  const parser = write(PARSER, "build", 2, 0.1);
  return { parser, notes };
}

import type { Verified } from "../verified.ts";
import type { Ledger } from "./journal-adapter.ts";
import { verifyFile } from "./verify-file.ts";

export interface JournalToVerify {
  readonly path: string;
  /** What a report calls it. */
  readonly name: string;
  /** `Journal.lostLines`, of the one that is open. */
  readonly lostLines: number;
  /** An empty one: what it can replay is a record. */
  readonly ledger: Ledger;
}

/** Reads a ledger's journal as it lies on disk, and adds what its opening has found. */
export async function verifyJournal({ path, name, lostLines, ledger }: JournalToVerify): Promise<Verified> {
  const found = await verifyFile(path, name, (json) => ledger.replay(json));
  if (lostLines === 0) return found;
  return {
    ...found,
    problem: `a record was damaged; ${lostLines} from there on were lost when it was opened`,
  };
}

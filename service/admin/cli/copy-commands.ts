import { resolve } from "node:path";
import { isDatabaseAddress } from "../../config-values.ts";
import { copyService } from "../../move/copy.ts";
import { failure } from "../../start-failure.ts";
import type { Place } from "../../storage/movable-stores.ts";
import { StoreUnavailableError } from "../../store/errors.ts";
import { CannotError, UsageError } from "./cannot-error.ts";
import type { Command, GivenAlone } from "./command.ts";
import { needed } from "./options.ts";
import { count } from "./table.ts";

/** What moves all that a service keeps. */
export const copyCommands: Readonly<Record<string, Command>> = {
  copy: {
    usage: "copy --from PLACE --to PLACE",
    summary:
      "copy all that a service keeps, while none runs; a place is a data folder or postgres://user@host/name",
    options: ["from", "to"],
    names: 0,
    runAlone: (given) => copy(given, placeOf(given.options, "from"), placeOf(given.options, "to")),
  },
  backup: {
    usage: "backup FOLDER",
    summary:
      "copy all that the service keeps into an empty folder: a database while it is served, a data folder while it is not",
    options: [],
    names: 1,
    runAlone: (given) => copy(given, { ...given.kept(), isServed: true }, backupOf(given)),
  },
  restore: {
    usage: "restore FOLDER",
    summary: "bring back a backup, to where nothing is kept yet",
    options: [],
    names: 1,
    runAlone: (given) => copy(given, backupOf(given), given.kept()),
  },
};

function backupOf({ names: [folder = ""] }: GivenAlone): Place {
  return { kind: "folder", dataDir: resolve(folder), as: "the backup" };
}

async function copy({ options, print, status }: GivenAlone, from: Place, to: Place): Promise<void> {
  const copied = await copyService({ from, to, tell: status }).catch((error: unknown) => {
    if (!(error instanceof StoreUnavailableError)) throw error;
    const why = failure(error, "The copy has stopped");
    throw new CannotError(`${why} Give the same command again to finish it.`, { cause: error });
  });
  if (options.json) return print(JSON.stringify(copied));
  const { live, gone, tokens, audit, hash } = copied;
  print(
    `Copied ${count(live, "share")}, ${count(gone, "tombstone")}, ${count(tokens, "token")} and ${count(audit, "audit record")}. Both are the same: ${hash}`,
  );
}

/** @throws {UsageError} which does not say what was given */
function placeOf(options: GivenAlone["options"], name: "from" | "to"): Place {
  const given = needed(options, name);
  const as = `--${name}`;
  if (!/^[a-z][a-z\d+.-]*:\/\//i.test(given)) return { kind: "folder", dataDir: resolve(given), as };
  if (!isDatabaseAddress(given))
    throw new UsageError(
      `--${name} takes a data folder, or the address of a PostgreSQL database, such as postgres://user@host:5432/name.`,
    );
  return { kind: "database", url: given, as };
}

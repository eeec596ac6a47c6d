import assert from "node:assert/strict";
import { join } from "node:path";
import { findStorage, type StorageClues } from "./find-storage.ts";

const home = join("/", "home", "ada");
const standard = join(home, ".local", "share", "opencode");

describe("the place of the session storage", () => {
  const places: readonly [string, Omit<StorageClues, "home">, string, string, boolean][] = [
    ["is below the home folder", { env: {} }, standard, join(standard, "opencode.db"), false],
    [
      "moves with XDG_DATA_HOME",
      { env: { XDG_DATA_HOME: "/data" } },
      ...["/data/opencode", "/data/opencode/opencode.db"],
      false,
    ],
    [
      "ignores a relative XDG_DATA_HOME",
      { env: { XDG_DATA_HOME: "data" } },
      standard,
      join(standard, "opencode.db"),
      false,
    ],
    ["is one database with OPENCODE_DB", { env: { OPENCODE_DB: "/tmp/x.db" } }, standard, "/tmp/x.db", true],
    [
      "takes a relative OPENCODE_DB from the data folder",
      { env: { OPENCODE_DB: "x.db" } },
      standard,
      join(standard, "x.db"),
      true,
    ],
    [
      "ignores a database in memory",
      { env: { OPENCODE_DB: ":memory:" } },
      standard,
      join(standard, "opencode.db"),
      false,
    ],
    [
      "is what the setting says first of all",
      { storagePath: "/mine", env: { OPENCODE_DB: "/tmp/x.db", XDG_DATA_HOME: "/data" } },
      ...["/mine", "/mine/opencode.db"],
      false,
    ],
    [
      "is one database when the setting names one",
      { storagePath: "/mine/team.db", env: {} },
      "/mine",
      "/mine/team.db",
      true,
    ],
    [
      "may start with ~ in the setting",
      { storagePath: "~/oc", env: {} },
      join(home, "oc"),
      join(home, "oc", "opencode.db"),
      false,
    ],
    [
      "ignores an empty setting",
      { storagePath: "  ", env: {} },
      standard,
      join(standard, "opencode.db"),
      false,
    ],
  ] as readonly [string, Omit<StorageClues, "home">, string, string, boolean][];

  for (const [name, clues, dataDir, databasePath, isChosenDatabase] of places)
    it(name, () => {
      assert.deepEqual(findStorage({ ...clues, home }), { dataDir, databasePath, isChosenDatabase });
    });
});

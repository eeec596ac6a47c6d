import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolders } from "../../testing/temporary-folder.ts";
import { DamagedFiles } from "./damaged-files.ts";

const AT = Date.UTC(2026, 0, 2, 3, 4, 5);

describe("damaged files that are kept aside", () => {
  const newFolder = temporaryFolders();
  let dataDir: string;
  let told: string[];
  let damaged: DamagedFiles;
  beforeEach(() => {
    dataDir = newFolder();
    told = [];
    damaged = new DamagedFiles({
      dataDir,
      now: () => AT,
      onDamage: (name, what) => told.push(`${name}: ${what}`),
    });
  });
  const keep = async (title: string, what = "line 3 is damaged") => {
    const paths = ["main", "copy"].map((part) => join(dataDir, `${title}.${part}`));
    for (const path of paths) await fs.writeFile(path, path);
    const damage = { reason: "checksum", what, lostUpTo: 0 } as const;
    return { name: await damaged.keep(title, paths, damage), paths };
  };

  it("are known by what they were, when, and why, and tell what was found", async () => {
    const { name, paths } = await keep("index");
    assert.match(name, /^index\..*2026.*\.checksum$/);
    assert.deepEqual(told, [`${name}: line 3 is damaged`]);
    assert.equal(damaged.known, 1);
    assert.deepEqual(await damaged.list(), [{ name, what: "line 3 is damaged" }]);
    const kept = await Promise.all(
      [name, `${name}.copy`].map((file) => fs.readFile(join(dataDir, "damaged", file), "utf8")),
    );
    assert.deepEqual(kept, paths);
  });

  it("of the same moment have different names, and are listed by what they were", async () => {
    const names = [(await keep("index")).name, (await keep("index")).name, (await keep("tokens")).name];
    assert.equal(new Set(names).size, 3);
    assert.equal(damaged.known, 3);
    assert.equal((await damaged.list("index")).length, 2);
    assert.equal((await damaged.list("tokens")).length, 1);
    assert.deepEqual(await damaged.list("audit"), []);
  });

  it("are none where nothing was ever damaged", async () => {
    await damaged.count();
    assert.equal(damaged.known, 0);
    assert.deepEqual(await damaged.list(), []);
  });
});

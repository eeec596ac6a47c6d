import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SqliteStorage } from "../../../fixtures/sqlite-storage.ts";
import { TreeStorage } from "../../../fixtures/tree-storage.ts";
import { until } from "../../testing/until.ts";
import { openStoragePlaces } from "./open-storage-places.ts";
import { existingPlaces, type PlaceClues, storagePlaces } from "./storage-places.ts";

describe("the places where opencode may keep its sessions", () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "places-"));
  });
  afterEach(() => rmSync(home, { recursive: true, maxRetries: 10 }));

  const standard = () => join(home, ".local", "share", "opencode");
  const snap = () => join(home, "snap", "code", "181", ".local", "share");
  const flatpak = () => join(home, ".var", "app", "com.visualstudio.code", "data");
  const placesFor = (env: PlaceClues["env"], platform: NodeJS.Platform = "linux", storagePath?: string) =>
    storagePlaces({ env, platform, home, storagePath }).map(({ dataDir }) => dataDir);

  it("are the editor's own data folder and the person's, for one in a sandbox", () => {
    for (const XDG_DATA_HOME of [snap(), flatpak()])
      assert.deepEqual(placesFor({ XDG_DATA_HOME }), [join(XDG_DATA_HOME, "opencode"), standard()]);
  });

  it("are also what the sandbox has put aside, and the home outside of it", () => {
    const env = {
      XDG_DATA_HOME: snap(),
      XDG_DATA_HOME_VSCODE_SNAP_ORIG: "/mine",
      HOST_XDG_DATA_HOME: "/host",
      SNAP_REAL_HOME: "/home/ada",
    };
    assert.deepEqual(placesFor(env), [
      join(snap(), "opencode"),
      ...["/mine/opencode", "/host/opencode"],
      ...[standard(), "/home/ada/.local/share/opencode"],
    ]);
  });

  it("are also the sandboxes of other programs that have such a folder", () => {
    const inSnap = join(home, "snap", "codium", "current", ".local", "share", "opencode");
    const inFlatpak = join(home, ".var", "app", "com.vscodium.codium", "data", "opencode");
    for (const folder of [inSnap, inFlatpak]) mkdirSync(folder, { recursive: true });
    mkdirSync(join(home, ".var", "app", "org.gimp.GIMP", "data"), { recursive: true });
    assert.deepEqual(placesFor({}), [standard(), inSnap, inFlatpak]);
    assert.deepEqual(placesFor({}, "darwin").slice(0, 1), [standard()]);
  });

  it("are the person's folder and the system's, on macOS and Windows", () => {
    const library = join(home, "Library", "Application Support", "opencode");
    assert.deepEqual(placesFor({}, "darwin"), [standard(), library]);
    const env = { LOCALAPPDATA: join(home, "Local"), APPDATA: join(home, "Roaming") };
    const system = ["Local", "Roaming"].map((name) => join(home, name, "opencode"));
    assert.deepEqual(placesFor(env, "win32"), [standard(), ...system]);
  });

  it("are no more than the one that somebody chose", () => {
    assert.deepEqual(placesFor({ XDG_DATA_HOME: snap() }, "linux", "/mine"), ["/mine"]);
    const [place, ...others] = storagePlaces({ env: { OPENCODE_DB: "/tmp/x.db" }, home });
    assert.deepEqual([place?.databasePath, others], ["/tmp/x.db", []]);
    const named = storagePlaces({
      env: { OPENCODE_DB: "x.db", XDG_DATA_HOME: "/data" },
      home,
      platform: "linux",
    });
    assert.deepEqual(
      named.map(({ databasePath, isChosenDatabase }) => [databasePath, isChosenDatabase]),
      [
        ["/data/opencode/x.db", true],
        [join(standard(), "x.db"), true],
      ],
    );
  });

  it("count once, whatever links lead there", () => {
    mkdirSync(join(snap(), "opencode"), { recursive: true });
    symlinkSync(join(home, "snap", "code", "181"), join(home, "snap", "code", "current"), "junction");
    const places = storagePlaces({ env: { XDG_DATA_HOME: snap() }, home, platform: "linux" });
    assert.deepEqual(
      existingPlaces(places).map(({ dataDir }) => dataDir),
      [join(snap(), "opencode")],
    );
  });

  it("are read as one, with those that appear later", async () => {
    const inTerminal = new TreeStorage(standard());
    inTerminal.createSession({ id: "ses_terminal", directory: "/work", title: "In a terminal" });
    const source = openStoragePlaces(storagePlaces({ env: { XDG_DATA_HOME: snap() }, home }), {
      watchFiles: () => ({ dispose() {} }),
    });
    const titles = async () => (await source.list()).map(({ title }) => title).sort();
    let heard = 0;
    const watching = source.watch(() => heard++);
    try {
      assert.deepEqual(await titles(), ["In a terminal"]);
      const inEditor = new SqliteStorage(join(snap(), "opencode"));
      const session = inEditor.createSession({ directory: "/work", title: "In the editor" });
      await until(() => heard > 0);
      assert.deepEqual(await titles(), ["In a terminal", "In the editor"]);
      assert.ok((await source.read(session)).keys.size > 0);
      assert.ok((await source.read("ses_terminal")).keys.size > 0);
      inEditor.close();
    } finally {
      watching.dispose();
      source.dispose();
    }
  });
});

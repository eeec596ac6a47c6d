import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { shareArb } from "../testing/arbitrary-share.ts";
import { copySession } from "./copy-session.ts";
import { findOpencode, generationOf, type Opencode } from "./find-opencode.ts";
import { importWithOpencode } from "./run-import.ts";
import { type Environment, runOpencode } from "./run-opencode.ts";
import { writeToTree } from "./tree-writer.ts";
import { toV1Export, type V1Export } from "./v1-export.ts";

const binary = process.env.OPENCODE_BIN;
const RUN_MS = 60_000;
/** The last version line that kept its sessions as files. */
const LAST_WITH_TREE = 1;

// Runs only where a real opencode is given: OPENCODE_BIN=/path/to/opencode
if (binary)
  describe(`the real opencode at ${binary}`, () => {
    let home: string;
    let work: string;
    let env: Environment;
    let opencode: Opencode;

    before(async () => {
      home = await mkdtemp(join(tmpdir(), "real-opencode-"));
      work = join(home, "work");
      await mkdir(work);
      const folder = (name: string) => join(home, name);
      env = {
        PATH: process.env.PATH,
        HOME: home,
        XDG_DATA_HOME: folder("data"),
        XDG_CONFIG_HOME: folder("config"),
        XDG_CACHE_HOME: folder("cache"),
        XDG_STATE_HOME: folder("state"),
        OPENCODE_DISABLE_MODELS_FETCH: "1",
      };
      const found = await findOpencode({ env, home, platform: process.platform, chosen: binary });
      assert.ok(found, "it tells no version that can import");
      opencode = found;
    });

    after(() => rm(home, { recursive: true, force: true, maxRetries: 10 }));

    const target = () => ({ projectId: "global", directory: work });
    const copies = () =>
      fc
        .sample(shareArb, { numRuns: 3, seed: 20 })
        .map(({ contents, sessionId }) =>
          copySession(contents, sessionId, target(), { now: Date.now, randomBytes }),
        );

    async function exported(id: string): Promise<V1Export> {
      const args = opencode.generation === "2.x" ? ["session", "export", id] : ["export", id];
      const { stdout } = await runOpencode({ path: opencode.path, args, cwd: work, env, timeoutMs: RUN_MS });
      return JSON.parse(stdout.slice(stdout.indexOf("{")));
    }

    it("imports a copy and exports the same again", async () => {
      for (const copy of copies()) {
        assert.equal(await importWithOpencode(opencode, copy, env), copy.session.id);
        const back = await exported(copy.session.id);
        assert.equal(back.info.title, copy.session.title);
        if (generationOf(opencode.version) === "1.x")
          assert.deepEqual(back.messages, JSON.parse(JSON.stringify(toV1Export(copy).messages)));
      }
    });

    it("finds a session that was written into its tree, where it keeps one", async () => {
      const [major, minor = 0] = opencode.version.split(".").map(Number);
      if (major !== 1 || minor > LAST_WITH_TREE) return;
      for (const copy of copies()) {
        await writeToTree(join(home, "data", "opencode", "storage"), toV1Export(copy));
        const back = await exported(copy.session.id);
        assert.deepEqual(back, JSON.parse(JSON.stringify(toV1Export(copy))));
      }
    });
  });

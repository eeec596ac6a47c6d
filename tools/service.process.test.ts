import assert from "node:assert/strict";
import { once } from "node:events";
import { makeTempFolder, type TempFolder } from "./process/temp-folder.ts";
import { MarkedProcesses } from "./process/testing/marked-processes.ts";
import { type NpmRun, npmRun } from "./process/testing/npm-run.ts";
import { root } from "./root.ts";

describe("npm run service", () => {
  let temp: TempFolder;
  let marked: MarkedProcesses;

  before(function () {
    if (process.platform !== "linux") this.skip();
  });

  beforeEach(() => {
    temp = makeTempFolder("npm-run-service");
    marked = new MarkedProcesses();
  });

  afterEach(async () => {
    for (const { pid } of marked.list()) process.kill(pid, "SIGKILL");
    await marked.allEnded();
    temp.remove();
  });

  const start = (port = "0") =>
    npmRun(root, "service", marked, { SHARE_DATA_DIR: temp.path, SHARE_PORT: port });
  const portOf = async (run: NpmRun) => (await run.line(/^listening on http:\S+:(\d+)$/m))[1];
  /** The process of the service and those it comes from: npm, and what npm needs to start it. */
  const chain = () => {
    const service = marked.list().find(({ command }) => /^\S*node \S*service\.mjs/.test(command));
    assert.ok(service);
    return marked.chainOf(service.pid);
  };

  it("is one process in the end, and builds nothing that is built", async () => {
    const run = start();
    await portOf(run);
    assert.doesNotMatch(run.output(), /Built dist/);
    // The shell is npm's.
    const own = marked
      .list()
      .filter(({ pid, command }) => pid !== run.child.pid && !/^\S*sh -c /.test(command));
    assert.deepEqual(own, chain().slice(-1));
  });

  it("leaves nothing when any process of it is killed: the next one has the port and the folder", async () => {
    let port = await portOf(start());
    const links = chain().length;
    for (let link = 0; link < links; link++) {
      process.kill(chain()[link]?.pid ?? 0, "SIGKILL");
      await marked.allEnded();
      port = await portOf(start(port));
    }
  });

  for (const signal of ["SIGINT", "SIGTERM"] as const)
    it(`stops in order on ${signal}, though a terminal tells every process of it`, async () => {
      const run = start();
      await portOf(run);
      const ended = once(run.child, "exit");
      for (const { pid } of chain().toReversed()) process.kill(pid, signal);
      await ended;
      await marked.allEnded();
      assert.doesNotMatch(run.output(), /second|killed|error/i);
    });
});

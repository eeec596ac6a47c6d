import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { makeTempFolder, type TempFolder } from "../process/temp-folder.ts";
import { demoFolders } from "./demo-folders.ts";
import { KeptPorts } from "./kept-ports.ts";

describe("the ports of npm start", () => {
  let temp: TempFolder;
  let file: string;
  beforeEach(() => {
    temp = makeTempFolder("ports");
    file = demoFolders(temp.path).ports;
  });
  afterEach(() => temp.remove());

  /** A port that is free, or taken until the callback has ended. */
  async function withPort(use: (taken: number) => Promise<void>): Promise<number> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    await use(port).finally(() => server.close());
    await once(server, "close");
    return port;
  }
  const free = () => withPort(async () => {});

  it("are those of the start before, each of its own, whoever asks", async () => {
    const [service, vscode] = [await free(), await free()];
    new KeptPorts(file).keep("service", `http://127.0.0.1:${service}`);
    new KeptPorts(file).keep("vscode", `http://127.0.0.1:${vscode}/`);
    assert.equal(await new KeptPorts(file).choose("service", 4747), service);
    assert.equal(await new KeptPorts(file).choose("vscode"), vscode);
    assert.equal(new KeptPorts(file).last("service"), service);
  });

  it("are the usual ones at the first start, or any when these are taken", async () => {
    const usual = await free();
    assert.equal(await new KeptPorts(file).choose("service", usual), usual);
    await withPort(async (taken) => assert.equal(await new KeptPorts(file).choose("service", taken), 0));
    assert.equal(await new KeptPorts(file).choose("vscode"), 0);
  });

  it("are others when somebody has taken them", async () => {
    const usual = await free();
    await withPort(async (taken) => {
      new KeptPorts(file).keep("service", `http://127.0.0.1:${taken}`);
      assert.equal(await new KeptPorts(file).choose("service", usual), usual);
    });
  });

  it("are forgotten with a file that cannot be read", async () => {
    writeFileSync(file, '{"service":');
    assert.equal(await new KeptPorts(file).choose("service"), 0);
  });
});

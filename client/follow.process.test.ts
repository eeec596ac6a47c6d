import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { promisify } from "node:util";
import { TEST_SHARE_ID } from "./testing/test-frames.ts";

describe("a follower that is disposed", () => {
  it("keeps no process alive, even while it was waiting to reconnect", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.close();
    await once(server, "close");
    const program = `
      import { follow } from ${JSON.stringify(new URL("./follow.ts", import.meta.url).href)};
      const following = follow(${JSON.stringify(url)}, "${TEST_SHARE_ID}", {
        onFrame() {},
        onStatus({ phase }) {
          console.log(phase);
          following.dispose();
        },
      });`;
    const args = ["--input-type=module", "--eval", program];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    assert.equal(stdout, "reconnecting\n");
  });
});

import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import * as vscode from "vscode";
import type { WindowParts } from "../ui/window-parts.ts";
import { activeWindow } from "./this-editor.ts";

describe("the address of a service as people type it, in a real VS Code", () => {
  let app: WindowParts;
  let original: WindowParts["dialogs"];
  let setServiceUrl: WindowParts["settings"]["setServiceUrl"];
  let serviceUrl: string;
  const chosen: string[] = [];
  /** What was said of an address that cannot be taken. */
  let complaint: string | undefined;

  before(async () => {
    app = await activeWindow();
    original = { ...app.dialogs };
    ({ setServiceUrl } = app.settings);
    serviceUrl = app.settings.serviceUrl() ?? "";
  });

  after(() => {
    Object.assign(app.dialogs, original);
    app.settings.setServiceUrl = setServiceUrl;
  });

  const type = async (text: string) => {
    chosen.length = 0;
    app.settings.setServiceUrl = async (url) => void chosen.push(url);
    app.dialogs.askServiceUrl = async (validate) => {
      complaint = await validate(text);
      return complaint === undefined ? text : undefined;
    };
    await vscode.commands.executeCommand("opencode.chooseService");
    return chosen[0];
  };

  it("is taken without its scheme, with a slash, and from a link of a share, and written down whole", async () => {
    const { host } = new URL(serviceUrl);
    for (const text of [host, `${host}/`, ` <${serviceUrl}/> `, `${serviceUrl}/share/${"A".repeat(43)}`]) {
      assert.equal(await type(text), serviceUrl, text);
      assert.deepEqual(chosen, [serviceUrl]);
    }
  });

  it("may lead on to where the service has moved, which is taken when the person agrees", async () => {
    const moved = createServer(({ url = "" }, response) =>
      response.writeHead(301, { location: serviceUrl + url }).end(),
    );
    await new Promise<void>((resolve) => moved.listen(0, "127.0.0.1", resolve));
    const { port } = moved.address() as AddressInfo;
    const asked: string[] = [];
    let answer = true;
    app.dialogs.confirm = async (question) => asked.push(question) > 0 && answer;
    assert.equal(await type(`http://127.0.0.1:${port}`), serviceUrl);
    assert.deepEqual(chosen, [serviceUrl]);
    answer = false;
    assert.equal(await type(`http://127.0.0.1:${port}`), undefined);
    assert.deepEqual(chosen, []);
    assert.deepEqual(asked, Array(2).fill(`Use ${serviceUrl}?`));
    moved.close();
  });

  it("is asked for again with the reason when it is none, or no service answers there", async () => {
    for (const [text, why] of [
      ["share", /^This is not an address\. One looks like/],
      [
        `http://127.0.0.1:${await freePort()}`,
        /^No opencode-share service answers here\. 127\.0\.0\.1:\d+ cannot be reached: nothing answers at this address/,
      ],
    ] as const) {
      assert.equal(await type(text), undefined);
      assert.match(complaint ?? "", why);
      assert.deepEqual(chosen, []);
    }
  });
});

/** A port of this machine where nothing listens. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

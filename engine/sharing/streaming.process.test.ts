import assert from "node:assert/strict";
import { ServiceClient } from "../../client/service-client.ts";
import { v1Delta, v1Part } from "../../fixtures/opencode-events.ts";
import { OpencodeServer } from "../../fixtures/opencode-server.ts";
import { assistantMessage, textPart } from "../../fixtures/session-content.ts";
import { isJsonObject } from "../../protocol/json.ts";
import { partKey } from "../../protocol/keys.ts";
import type { LocalShare } from "../registry/local-share.ts";
import { type ServerFinder, serverAt } from "../sources/opencode/server/known-server.ts";
import { ShareLab } from "../testing/share-lab.ts";
import { TestViewer } from "../testing/test-viewer.ts";
import type { TestWindow } from "../testing/test-window.ts";
import { until } from "../testing/until.ts";
import { changeShare } from "./change-share.ts";

describe("a share of a session whose agent streams", () => {
  let lab: ShareLab;
  let server: OpencodeServer;
  let window: TestWindow;
  let sent: string[];
  let answer: string;
  let part: string;
  let key: string;
  let viewers: TestViewer[];

  beforeEach(async () => {
    lab = await ShareLab.start();
    server = await OpencodeServer.start();
    sent = [];
    viewers = [];
    window = await lab.open({
      finder: finderOf(server),
      onSent: (sentKey, kind) => sent.push(`${kind} ${sentKey}`),
    });
    answer = lab.storage.putMessage(lab.sessionId, assistantMessage(lab.messageId));
    part = lab.storage.putPart(lab.sessionId, answer, textPart("", { time: { start: 1 } }));
    key = partKey(lab.sessionId, answer, part);
  });
  afterEach(async () => {
    for (const viewer of viewers) viewer.dispose();
    await lab.stop();
    await server.stop();
  });

  function finderOf({ url }: OpencodeServer): ServerFinder {
    const known = serverAt(url, {});
    return { find: async () => (known ? [known] : []), watch: () => ({ dispose() {} }) };
  }

  async function shareAndView(): Promise<{ record: LocalShare; viewer: TestViewer }> {
    const record = await lab.share(window);
    const viewer = new TestViewer(lab.service.url, record.shareId);
    viewers.push(viewer);
    await until(() => server.followers === 1 && viewer.state.contents.size > 0);
    return { record, viewer };
  }

  const textAt = ({ state }: TestViewer, at: string) => {
    const content = state.contents.get(at);
    return isJsonObject(content) ? content.text : undefined;
  };
  const begin = () => server.send(v1Part(lab.sessionId, answer, { id: part, type: "text", text: "" }));
  const grow = (delta: string) => server.send(v1Delta(lab.sessionId, answer, part, delta));
  const finish = (text: string) =>
    lab.storage.putPart(lab.sessionId, answer, {
      id: part,
      ...textPart(text, { time: { start: 1, end: 2 } }),
    });

  it("shows the text to viewers before the storage has it, piece by piece, and ends at the storage's word", async () => {
    const { record, viewer } = await shareAndView();
    begin();
    for (const text of ["Hello", "Hello, wor", "Hello, world! "]) {
      grow(text.slice(String(textAt(viewer, key)).length));
      await until(() => textAt(viewer, key) === text);
    }
    const { contents } = await window.source.read(lab.sessionId);
    assert.equal(Object(contents.get(key)).text, "");
    const kinds = () => sent.filter((line) => line.endsWith(key)).map((line) => line.split(" ")[0]);
    await until(() => kinds().length > 3);
    assert.deepEqual(kinds(), ["put", "append", "append", "append"]);
    finish("Hello, world!");
    await until(() => textAt(viewer, key) === "Hello, world!");
    await until(() => lab.isEqual(record, window));
  });

  it("shows a sub-agent's text, too", async () => {
    const { sessionId, storage } = lab;
    const child = storage.createSession({ directory: "/work", title: "Below", parentId: sessionId });
    const message = storage.putMessage(child, assistantMessage("msg_0"));
    const block = storage.putPart(child, message, textPart(""));
    const { viewer } = await shareAndView();
    server.send(v1Part(child, message, { id: block, type: "text", text: "" }));
    server.send(v1Delta(child, message, block, "From below"));
    await until(() => textAt(viewer, partKey(child, message, block)) === "From below");
  });

  it("takes back what the storage will never have when the server dies", async () => {
    const { record, viewer } = await shareAndView();
    begin();
    grow("Half a sen");
    await until(() => textAt(viewer, key) === "Half a sen");
    await server.stop();
    await until(() => textAt(viewer, key) === "");
    assert.ok(await lab.isEqual(record, window));
  });

  it("is taken of what is stored, and not of what streams, when it is a snapshot", async () => {
    const { viewer } = await shareAndView();
    const { storage } = lab;
    const other = storage.createSession({ directory: "/work", title: "Another" });
    const message = storage.putMessage(other, assistantMessage("msg_0"));
    const block = storage.putPart(other, message, textPart("", { time: { start: 1 } }));
    server.send(v1Part(other, message, { id: block, type: "text", text: "" }));
    server.send(v1Delta(other, message, block, "Half a sen"));
    // What came before this has been heard, too.
    begin();
    grow("Hello");
    await until(() => textAt(viewer, key) === "Hello");
    const snapshot = await lab.share(window, { mode: "snapshot" }, other);
    assert.equal(Object((await lab.held(snapshot)).get(partKey(other, message, block))).text, "");
  });

  it("keeps only what is stored once it becomes a snapshot", async () => {
    const { record, viewer } = await shareAndView();
    begin();
    grow("Half a sen");
    await until(() => textAt(viewer, key) === "Half a sen");
    const { registry } = window;
    const clientOf = (url: string) => new ServiceClient(url);
    await changeShare({ registry, clientOf }, record.shareId, { mode: "snapshot" });
    await until(() => textAt(viewer, key) === "");
    await until(() => lab.isEqual(record, window));
  });

  it("has its server followed only while it is there", async () => {
    await window.source.read(lab.sessionId);
    assert.deepEqual(server.requests, []);
    const { record } = await shareAndView();
    await window.sharing.unshare(record.shareId);
    await until(() => server.followers === 0);
    assert.equal(server.requests.length, 1);
  });
});

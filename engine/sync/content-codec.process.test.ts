import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { ServiceClient } from "../../client/service-client.ts";
import { QUICK, TestFollower } from "../../client/testing/test-follower.ts";
import { ServiceProcess } from "../../fixtures/service-process.ts";
import type { ContentCodec } from "../../protocol/content-codec.ts";
import type { Json } from "../../protocol/json.ts";
import { infoKey, messageKey, partKey } from "../../protocol/keys.ts";
import { until } from "../testing/until.ts";
import { WrittenSession } from "../testing/written-session.ts";
import { ShareSync } from "./share-sync.ts";

const SESSION = "ses_1";
const INFO = infoKey(SESSION);
const MESSAGE = messageKey(SESSION, "msg_1");
const PART = partKey(SESSION, "msg_1", "prt_1");
/** So many characters at the end of JSON close what is open in a content with one text. */
const CLOSING = 2;

/** Begins with the end of the JSON, so that a content whose text grows looks, encoded, as if it grew as well. */
const turning: ContentCodec = {
  keepsGrowth: false,
  encode(_key, content) {
    const json = JSON.stringify(content);
    return { sealed: json.slice(-CLOSING) + json.slice(0, -CLOSING) };
  },
  decode(_key, content) {
    const { sealed } = content as { readonly sealed: string };
    return JSON.parse(sealed.slice(CLOSING) + sealed.slice(0, CLOSING)) as Json;
  },
};

describe("the codec of a share's contents", () => {
  let folder: string;
  let service: ServiceProcess;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "content-codec-"));
    service = await ServiceProcess.start({ dataDir: folder });
  });
  afterEach(async () => {
    await service.stop();
    await rm(folder, { recursive: true, maxRetries: 10 });
  });

  it("stands between a session and its service, and between the service and who reads", async () => {
    const client = new ServiceClient(service.url);
    const share = await client.create({ sessionId: SESSION, agent: "opencode", title: "Tea" });
    const session = new WrittenSession();
    session.write(INFO, { id: SESSION, title: "Tea" });
    session.write(MESSAGE, { id: "msg_1", role: "user" });
    session.write(PART, { type: "text", text: "Earl" });
    const titles: string[] = [];
    const sent: string[] = [];
    const sync = new ShareSync({
      source: session,
      sessionId: SESSION,
      client,
      share,
      codec: turning,
      log: {
        sent: (key, kind) => sent.push(`${kind} ${key}`),
        refused: () => assert.fail(),
        retrying: () => assert.fail(),
      },
      onStatus: () => undefined,
      onTitle: async (title) => void titles.push(title),
      pace: { windowMs: 1, firstRetryMs: 1, longestRetryMs: 5 },
    });
    const reader = new TestFollower(client, share.shareId, QUICK, turning);
    const hasAppended = () => sent.some((line) => line.startsWith("append "));
    const isShown = (text: string) =>
      JSON.stringify(reader.state.contents.get(PART))?.includes(`"${text}"`) ?? false;
    const shows = () => assert.deepEqual(new Map(reader.state.contents), new Map(session.contents));
    try {
      for (const text of ["Earl", "Earl Grey", "Earl Grey, hot"]) {
        session.write(PART, { type: "text", text });
        sync.markDirty();
        await until(() => hasAppended() || isShown(text));
        assert.ok(!hasAppended(), "nothing is added to what only looks as if it grew");
        shows();
      }
    } finally {
      reader.following.dispose();
      await sync.stop();
    }
    const held = new Map(
      (await client.read(share.shareId)).entries.map((entry) => [
        entry.key,
        "content" in entry ? entry.content : undefined,
      ]),
    );
    assert.deepEqual([...held.keys()].toSorted(), [INFO, MESSAGE, PART].toSorted());
    for (const [key, content] of session.contents) {
      assert.deepEqual(held.get(key), turning.encode(key, content));
      assert.deepEqual(turning.decode(key, held.get(key) ?? null), content);
    }
    assert.equal(titles.at(-1), "Tea", "the session itself stays readable here");
  });
});

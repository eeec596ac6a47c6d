import assert from "node:assert/strict";
import type { ServiceClient } from "../../client/service-client.ts";
import type { OwnedShares } from "../../protocol/share-info.ts";
import { mergeShares, RemoteShares } from "./remote-shares.ts";

type Listed = OwnedShares["shares"][number];

const listed = (title: string): Listed => ({
  shareId: "a".repeat(43),
  sessionId: "ses_a",
  shareUrl: "https://anywhere.example/share/x",
  title,
  ...{ audience: "link", mode: "live", createdAt: 1, expiresAt: null },
});

describe("what somebody shares from any machine", () => {
  const removed: string[] = [];
  const services = ["https://ours.example", "https://other.example"];
  const client = (serviceUrl: string): Pick<ServiceClient, "listShares" | "remove"> => ({
    listShares: async () => [listed(`Of ${serviceUrl}`)],
    remove: async ({ shareId }) => void removed.push(`${serviceUrl} ${shareId.slice(0, 1)}`),
  });
  const load = async () => {
    const account = { id: "ada", label: "Ada" };
    const remote = new RemoteShares({
      sessions: async () =>
        services.map((serviceUrl) => ({ id: serviceUrl, serviceUrl, token: "t", account })),
      clientOf: client,
      onDidChange() {},
    });
    await remote.load();
    return remote;
  };

  it("is told apart by service where two have shares of the same id", async () => {
    const remote = await load();
    const titles = services.map((serviceUrl) => remote.at({ serviceUrl, shareId: "a".repeat(43) })?.title);
    assert.deepEqual(titles, ["Of https://ours.example", "Of https://other.example"]);
    const [ours, other] = remote.list();
    assert.ok(ours && other);
    assert.deepEqual(
      mergeShares([ours], remote.list()).map(({ record, isFromElsewhere }) => [
        record.title,
        isFromElsewhere,
      ]),
      [
        ["Of https://ours.example", false],
        ["Of https://other.example", true],
      ],
    );
    await remote.unshare(other);
    assert.deepEqual(removed, ["https://other.example a"]);
    assert.deepEqual(remote.list(), [ours]);
  });

  it("is listed once, however often a service names it", async () => {
    const [ours] = (await load()).list();
    assert.ok(ours);
    assert.deepEqual(mergeShares([], [ours, ours]), [{ record: ours, isFromElsewhere: true }]);
    assert.deepEqual(mergeShares([ours], [ours, ours]), [{ record: ours, isFromElsewhere: false }]);
  });
});

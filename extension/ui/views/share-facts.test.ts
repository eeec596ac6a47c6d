import assert from "node:assert/strict";
import { ServiceError, ServiceUnreachableError } from "../../../client/service-error.ts";
import type { LocalShare } from "../../../engine/registry/local-share.ts";
import type { ShareInfo } from "../../../protocol/share-info.ts";
import { ShareFacts } from "./share-facts.ts";

const record = (shareId: string, serviceUrl = "https://a.example"): LocalShare => ({
  shareId,
  sessionId: `ses_${shareId}`,
  serviceUrl,
  shareUrl: `${serviceUrl}/share/${shareId}`,
  title: shareId,
  directory: "/w",
  createdAt: 0,
  expiresAt: null,
  phase: "shared",
});
const info = (viewers: number) => ({ viewers }) as ShareInfo;

/** Facts whose services answer as `answer` does, with what was asked and how often listeners were called. */
function factsThat(answer: (shareId: string, signal?: AbortSignal) => Promise<ShareInfo>) {
  const asked: string[] = [];
  let changes = 0;
  const facts = new ShareFacts({
    credentialsOf: async ({ shareId, serviceUrl }) => {
      if (shareId !== "secretless") return { shareId, secret: "secret" };
      return serviceUrl === "https://signed-in.example" ? { shareId } : undefined;
    },
    clientOf: () => ({
      info({ shareId }, signal) {
        asked.push(shareId);
        return answer(shareId, signal);
      },
    }),
    onDidChange: () => changes++,
  });
  return { facts, asked, changes: () => changes };
}

describe("what the services say of shares", () => {
  it("is unknown until they have answered", async () => {
    const { facts, changes } = factsThat(async () => info(3));
    assert.equal(facts.get(record("s")), undefined);
    await facts.load([record("s")]);
    assert.deepEqual(facts.get(record("s")), { kind: "known", info: info(3) });
    assert.equal(changes(), 1);
  });

  const failures = [
    ["a service with a problem", new ServiceError(503, "unavailable", "Full.")],
    ["no service", new ServiceUnreachableError("https://a.example", { kind: "timeout" })],
  ] as const;
  for (const [what, error] of failures)
    it(`tells ${what} with its reason`, async () => {
      const { facts } = factsThat(() => Promise.reject(error));
      await facts.load([record("s")]);
      assert.deepEqual(facts.get(record("s")), { kind: "unreachable", error });
    });

  const endings = [
    ["has ended", 410, "expired"],
    ["was unshared elsewhere", 410, "revoked"],
    ["the service does not know", 404, "not_found"],
  ] as const;
  for (const [what, status, code] of endings)
    it(`tells a share that ${what} with its reason`, async () => {
      const { facts } = factsThat(() => Promise.reject(new ServiceError(status, code, "Gone.")));
      await facts.load([record("s")]);
      assert.deepEqual(facts.get(record("s")), { kind: "ended", code, message: "Gone." });
    });

  it("knows before anybody answers which ones have lost their secret, also of those that are to be deleted", async () => {
    const { facts, asked, changes } = factsThat(async () => info(0));
    const signedIn = record("secretless", "https://signed-in.example");
    const lost = { ...record("secretless"), phase: "ending" } as const;
    await facts.lookForSecrets([record("s"), lost, signedIn]);
    assert.deepEqual(
      [record("s"), lost, signedIn].map((share) => facts.get(share)?.kind),
      [undefined, "secretLost", undefined],
    );
    await facts.load([record("s")]);
    assert.deepEqual([facts.get(lost), asked], [{ kind: "secretLost" }, ["s"]]);
    assert.ok(changes() > 0);
  });

  it("asks nobody without the secret", async () => {
    const { facts, asked } = factsThat(async () => info(0));
    await facts.load([record("secretless")]);
    assert.deepEqual(facts.get(record("secretless")), { kind: "secretLost" });
    assert.deepEqual(asked, []);
  });

  it("asks as who created a share where somebody is signed in, and may turn out to be another", async () => {
    const { facts } = factsThat(async () => info(1));
    const share = record("secretless", "https://signed-in.example");
    await facts.load([share]);
    assert.equal(facts.get(share)?.kind, "known");
    const others = factsThat(() => Promise.reject(new ServiceError(401, "unauthorized", "Not yours.")));
    await others.facts.load([share]);
    assert.deepEqual(others.facts.get(share), { kind: "secretLost" });
  });

  it("tells shares of two services apart that have the same id", async () => {
    const { facts } = factsThat(async () => info(asked.length));
    const asked = [record("same"), record("same", "https://b.example")];
    await facts.load(asked.slice(0, 1));
    assert.deepEqual(
      asked.map((share) => facts.get(share)?.kind),
      ["known", undefined],
    );
  });

  it("waits for an unreachable service a few times at most, and hears the others", async () => {
    const { facts, asked } = factsThat(async (shareId) => {
      if (shareId.startsWith("dead"))
        throw new ServiceUnreachableError("https://dead.example", { kind: "timeout" });
      return info(1);
    });
    const dead = Array.from({ length: 50 }, (_, index) => record(`dead${index}`, "https://dead.example"));
    await facts.load([...dead, record("live")]);
    assert.ok(asked.length <= 5, `${asked.length} requests`);
    assert.ok(dead.every((share) => facts.get(share)?.kind === "unreachable"));
    assert.equal(facts.get(record("live"))?.kind, "known");
  });

  it("keeps the last answers while it asks again, and forgets shares that are gone", async () => {
    let viewers = 1;
    const { facts } = factsThat(async () => info(viewers));
    await facts.load([record("a"), record("b")]);
    viewers = 2;
    const again = facts.load([record("a")]);
    assert.deepEqual(facts.get(record("a")), { kind: "known", info: info(1) });
    await again;
    assert.deepEqual(facts.get(record("a")), { kind: "known", info: info(2) });
    assert.equal(facts.get(record("b")), undefined);
  });

  it("ends a round when nobody looks any more, and changes nothing then", async () => {
    let signals = 0;
    const { facts, changes } = factsThat(
      (_, signal) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener("abort", () => {
            signals++;
            reject(signal.reason);
          });
        }),
    );
    const loading = facts.load([record("a"), record("b")]);
    await new Promise((resolve) => setImmediate(resolve));
    facts.cancel();
    await loading;
    assert.deepEqual([signals, changes(), facts.get(record("a"))], [2, 0, undefined]);
  });
});

import assert from "node:assert/strict";
import { OutdatedError, ServiceError, ServiceUnreachableError } from "../../client/service-error.ts";
import { type SeenPolicy, seenPolicySchema } from "../../protocol/seen.ts";
import { OPEN_POLICY, ServicePolicies, UNHEARD_POLICY } from "./service-policies.ts";

const URL = "https://acme.example";
const ACME: SeenPolicy = { ...OPEN_POLICY, auth: "oidc", audiences: ["org"], defaultAudience: "org" };

describe("what services demand", () => {
  let answer: () => Promise<SeenPolicy>;
  let asked: number;
  let changes: number;
  let policies: ServicePolicies;
  let memory: Map<string, unknown>;
  beforeEach(() => {
    [asked, changes] = [0, 0];
    answer = async () => ACME;
    memory = new Map();
    policies = newWindow();
    policies.onDidChange(() => changes++);
  });

  function newWindow(): ServicePolicies {
    const client = {
      policy() {
        asked += 1;
        return answer();
      },
    };
    return new ServicePolicies(() => client, {
      get: <T>(key: string) => memory.get(key) as T | undefined,
      // As a memory that holds JSON does.
      update: async (key, value) => void memory.set(key, JSON.parse(JSON.stringify(value))),
    });
  }

  it("is not known until they have said it: nothing is open, and nothing chosen", () => {
    assert.equal(policies.heard(URL), undefined);
    const { auth, audiences, defaultAudience } = policies.of(URL);
    assert.deepEqual([auth, audiences, defaultAudience], ["unknown", [], undefined]);
  });

  it("outlives the window, also with words that this version does not know", async () => {
    for (const said of [ACME, seenPolicySchema.parse({ ...ACME, auth: "later", defaultAudience: "later" })]) {
      answer = async () => said;
      await policies.refresh(URL);
      answer = () => Promise.reject(new ServiceUnreachableError(URL, { kind: "unreachable" }));
      const next = newWindow();
      assert.deepEqual({ ...UNHEARD_POLICY, ...next.heard(URL) }, { ...UNHEARD_POLICY, ...said });
      assert.deepEqual(await next.refresh(URL), next.heard(URL));
    }
  });

  it("is not known of what was remembered and makes no sense", async () => {
    for (const junk of [7, { [URL]: 7 }, { [URL]: { sharing: true } }]) {
      memory.set("services.policies", junk);
      assert.equal(newWindow().heard(URL), undefined);
    }
  });

  it("is asked for anew where nobody could answer a question, and not made up", async () => {
    await policies.refresh(URL);
    assert.deepEqual(await policies.hear(URL), ACME);
    answer = () => Promise.reject(new ServiceError(503, "unavailable", "full"));
    await assert.rejects(policies.hear(URL), ServiceError);
  });

  it("names the side that is too old, once as news, until that is over", async () => {
    await policies.refresh(URL);
    answer = () => Promise.reject(new OutdatedError(URL, "client"));
    assert.deepEqual(await policies.refresh(URL), ACME);
    await policies.refresh(URL);
    assert.deepEqual([policies.outdated(URL)?.side, changes], ["client", 2]);
    answer = async () => ACME;
    await policies.refresh(URL);
    assert.deepEqual([policies.outdated(URL), changes], [undefined, 3]);
  });

  it("is what they say, and news only when it is new", async () => {
    assert.deepEqual(await policies.refresh(URL), ACME);
    await policies.refresh(URL);
    assert.deepEqual([policies.heard(URL), changes], [ACME, 1]);
    answer = async () => ({ ...ACME, sharing: false });
    await policies.refresh(URL);
    assert.deepEqual([policies.of(URL).sharing, changes], [false, 2]);
    assert.equal(policies.heard("https://other.example"), undefined);
  });

  it("stays their last word while they cannot be reached or have trouble", async () => {
    await policies.refresh(URL);
    for (const error of [
      new ServiceUnreachableError(URL, { kind: "unreachable" }),
      new ServiceError(503, "unavailable", "full"),
    ]) {
      answer = () => Promise.reject(error);
      assert.deepEqual(await policies.refresh(URL), ACME);
    }
    assert.equal(changes, 1);
  });

  it("is nothing of a service that knows no policy", async () => {
    answer = () => Promise.reject(new ServiceError(404, "not_found", "nothing here"));
    assert.deepEqual(await policies.refresh(URL), OPEN_POLICY);
    assert.deepEqual(policies.heard(URL), OPEN_POLICY);
  });

  it("is not known where something else than the service finds nothing", async () => {
    answer = () => Promise.reject(new ServiceError(404, undefined, "The service answered 404."));
    await policies.refresh(URL);
    assert.equal(policies.heard(URL), undefined);
  });

  it("is asked for once by all who ask at once", async () => {
    await Promise.all([policies.refresh(URL), policies.refresh(URL)]);
    assert.equal(asked, 1);
    await policies.refresh(URL);
    assert.equal(asked, 2);
  });
});

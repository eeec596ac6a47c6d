import assert from "node:assert/strict";
import { ServiceError, ServiceUnreachableError } from "../../client/service-error.ts";
import type { Policy } from "../../protocol/policy.ts";
import { OPEN_POLICY, ServicePolicies } from "./service-policies.ts";

const URL = "https://acme.example";
const ACME: Policy = { ...OPEN_POLICY, auth: "oidc", audiences: ["org"], defaultAudience: "org" };

describe("what services demand", () => {
  let answer: () => Promise<Policy>;
  let asked: number;
  let changes: number;
  let policies: ServicePolicies;
  beforeEach(() => {
    [asked, changes] = [0, 0];
    answer = async () => ACME;
    policies = new ServicePolicies(() => ({
      policy() {
        asked += 1;
        return answer();
      },
    }));
    policies.onDidChange(() => changes++);
  });

  it("is nothing until they have said it", () => {
    assert.equal(policies.heard(URL), undefined);
    assert.deepEqual(policies.of(URL), OPEN_POLICY);
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
      new ServiceUnreachableError(URL, "gone"),
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

  it("is asked for once by all who ask at once", async () => {
    await Promise.all([policies.refresh(URL), policies.refresh(URL)]);
    assert.equal(asked, 1);
    await policies.refresh(URL);
    assert.equal(asked, 2);
  });
});

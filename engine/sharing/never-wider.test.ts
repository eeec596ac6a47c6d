import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { ServiceClient } from "../../client/service-client.ts";
import { OutdatedError, ServiceError, ServiceUnreachableError } from "../../client/service-error.ts";
import { seenPolicySchema } from "../../protocol/seen.ts";
import { type Audience, audienceSchema, type CreateShareRequest } from "../../protocol/share.ts";
import { allowedOptions, defaultExpiry, missingAnswer } from "../options/allowed-options.ts";
import { LastOptions, type OptionDefaults } from "../options/share-options.ts";
import type { ShareRequest } from "../options/share-request.ts";
import { unattendedTerms } from "../options/unattended-terms.ts";
import { OPEN_POLICY, ServicePolicies } from "../services/service-policies.ts";
import { createShare } from "./create-share.ts";

const SERVICE = "https://acme.example";
const NOW = 1_700_000_000_000;
const session = {
  id: "s",
  agentId: "opencode",
  title: "T",
  directory: "/w",
  parentId: undefined,
  createdAt: 1,
  updatedAt: 1,
};

/** What the service has to say: a policy with words that may be of a later version, or nothing that can be read. */
type Answer = { readonly policy: unknown } | { readonly error: Error };

const wordArb = fc.constantFrom<string>(...audienceSchema.options, "team", "region");
const policyArb = fc
  .record({
    audiences: fc.uniqueArray(wordArb),
    defaultAudience: wordArb,
    auth: fc.constantFrom("none", "oidc", "passkey"),
  })
  .map((words) => ({ policy: { ...OPEN_POLICY, ...words, later: true } }));
const errorArb = fc
  .constantFrom<Error>(
    new ServiceError(503, "unavailable", "full"),
    new ServiceError(503, undefined, "The service answered 503."),
    new ServiceError(404, undefined, "The service answered 404."),
    new ServiceError(404, "not_found", "There is nothing at this address."),
    new ServiceError(426, "upgrade_required", "Too old."),
    new ServiceUnreachableError(SERVICE, { kind: "notService" }),
    new OutdatedError(SERVICE, "client"),
    new OutdatedError(SERVICE, "service"),
  )
  .map((error) => ({ error }));
const answerArb: fc.Arbitrary<Answer> = fc.oneof(policyArb, errorArb);
const chosenArb = fc.constantFrom<Audience>(...audienceSchema.options);

class Machine {
  readonly #values = new Map<string, unknown>();
  answer: Answer = { error: new ServiceUnreachableError(SERVICE, { kind: "unreachable" }) };
  sent: CreateShareRequest | undefined;

  /** A window after a start: it knows what is remembered. */
  window() {
    const memory = {
      get: <T>(key: string) => this.#values.get(key) as T | undefined,
      update: async (key: string, value: unknown) =>
        void this.#values.set(key, JSON.parse(JSON.stringify(value))),
    };
    const policy = async () => {
      if ("error" in this.answer) throw this.answer.error;
      return seenPolicySchema.parse(this.answer.policy);
    };
    const policies = new ServicePolicies(() => ({ policy }), memory);
    return { policies, last: new LastOptions(memory) };
  }

  /** Has the service create a share; it has a word of its own for what is left to it. */
  async create(request: Pick<ShareRequest, "expiry" | "readers">): Promise<void> {
    const client = {
      create: async (sent: CreateShareRequest) => {
        this.sent = sent;
        return {
          shareId: "x",
          shareUrl: SERVICE,
          secret: "y",
          expiresAt: null,
          audience: "unknown",
          revision: 0,
        };
      },
    } as unknown as ServiceClient;
    const whole = { session, serviceUrl: SERVICE, ...request };
    await createShare(client, whole, () => NOW, new AbortController().signal);
  }
}

const width = (audience: Audience) => audienceSchema.options.indexOf(audience);

describe("who may read, whatever a service says of its policy", () => {
  it("is never wider than what was chosen last, before and after a restart", () =>
    fc.assert(
      fc.asyncProperty(
        chosenArb,
        fc.array(answerArb, { maxLength: 3 }),
        fc.boolean(),
        async (chosen, answers, restarts) => {
          const machine = new Machine();
          let { policies, last } = machine.window();
          const defaults = (): OptionDefaults => {
            const policy = policies.of(SERVICE);
            return {
              serviceUrl: SERVICE,
              audience: policy.defaultAudience,
              expiry: defaultExpiry(undefined, policy),
            };
          };
          await last.write({ audience: chosen, expiry: { kind: "days", days: 7 }, mode: "live" }, defaults());
          for (const answer of answers) {
            machine.answer = answer;
            await policies.refresh(SERVICE);
            if (restarts) ({ policies, last } = machine.window());
          }
          const policy = policies.of(SERVICE);
          const options = allowedOptions(last.read(defaults(), NOW), policy, NOW);
          // What is missing is asked for, and nothing is sent before a person has answered.
          const missing = missingAnswer(options, policy);
          if (missing === "audience") return;
          await machine.create({ expiry: { kind: "days", days: 7 }, readers: options });
          const { audience } = machine.sent ?? {};
          assert.ok(
            audience !== undefined && width(audience) <= width(chosen),
            `${chosen} became ${audience}`,
          );
          if (policies.heard(SERVICE) === undefined) assert.equal(audience, chosen);
        },
      ),
      { numRuns: 500 },
    ));

  it("is left to the service where nothing was chosen and nothing was heard", async () => {
    const machine = new Machine();
    const { policies, last } = machine.window();
    for (const error of [
      new ServiceError(503, "unavailable", "full"),
      new OutdatedError(SERVICE, "client"),
    ]) {
      machine.answer = { error };
      const policy = await policies.refresh(SERVICE);
      const options = last.read(
        { serviceUrl: SERVICE, audience: policy.defaultAudience, expiry: { kind: "days", days: 30 } },
        NOW,
      );
      assert.equal(missingAnswer(options, policy), undefined);
      await machine.create({
        expiry: { kind: "days", days: 30 },
        readers: allowedOptions(options, policy, NOW),
      });
      assert.ok(machine.sent && !("audience" in machine.sent));
    }
  });

  it("is asked for a session of the agent whose it is", async () => {
    const machine = new Machine();
    await machine.create({ expiry: { kind: "never" } });
    assert.equal(machine.sent?.agent, "opencode");
  });

  it("is the narrowest where a later version has remembered what this one does not know", () => {
    const remembered = {
      audience: "team",
      expiry: { kind: "never" },
      mode: "live",
      setting: 30,
      serviceUrl: SERVICE,
    };
    const last = new LastOptions({ get: () => remembered, update: async () => {} });
    assert.equal(
      last.read({ serviceUrl: SERVICE, audience: "link", expiry: { kind: "days", days: 30 } }, NOW).audience,
      "me",
    );
  });

  it("is, without anybody to ask, what the service says at this moment, and else nothing is shared", () =>
    fc.assert(
      fc.asyncProperty(fc.option(answerArb), answerArb, async (before, now) => {
        const machine = new Machine();
        const { policies } = machine.window();
        if (before) machine.answer = before;
        await policies.refresh(SERVICE);
        machine.answer = now;
        const knowsNoPolicy =
          "error" in now && now.error instanceof ServiceError && now.error.code === "not_found";
        if ("error" in now && !knowsNoPolicy)
          return assert.rejects(unattendedTerms(policies, SERVICE, undefined), { name: "NotToldError" });
        await machine.create(await unattendedTerms(policies, SERVICE, undefined));
        const told = "policy" in now ? (now.policy as typeof OPEN_POLICY).defaultAudience : "link";
        const known = audienceSchema.safeParse(told).data;
        assert.equal(machine.sent?.audience, known);
      }),
    ));
});

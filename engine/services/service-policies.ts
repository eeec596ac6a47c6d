import type { ServiceClient } from "../../client/service-client.ts";
import { OutdatedError, ServiceError } from "../../client/service-error.ts";
import { Emitter } from "../../primitives/emitter.ts";
import { type SeenPolicy, seenPolicySchema } from "../../protocol/seen.ts";
import type { Memento } from "../registry/memento.ts";

/** What a service demands that knows no policies: links, for as long as one likes. */
export const OPEN_POLICY = {
  auth: "none",
  sharing: true,
  audiences: ["link"],
  defaultAudience: "link",
  expiry: { defaultDays: 30, maxDays: null },
  linkNeedsPassword: false,
  sealedOnly: false,
  agents: null,
} satisfies SeenPolicy;

/** What is known of a service that has said nothing that could be read: no audience is offered, none is chosen for it. */
export const UNHEARD_POLICY: SeenPolicy = {
  ...OPEN_POLICY,
  auth: "unknown",
  audiences: [],
  defaultAudience: undefined,
};

/** Where the memory keeps them, by service. */
const REMEMBERED = "services.policies";

/** The services' policies, as last heard by this window or before it. */
export class ServicePolicies {
  readonly #clientOf: (serviceUrl: string) => Pick<ServiceClient, "policy">;
  readonly #memory: Memento;
  readonly #policies = new Map<string, SeenPolicy>();
  readonly #outdated = new Map<string, OutdatedError>();
  readonly #asking = new Map<string, Promise<SeenPolicy>>();
  readonly #changes = new Emitter();

  constructor(clientOf: (serviceUrl: string) => Pick<ServiceClient, "policy">, memory: Memento) {
    this.#clientOf = clientOf;
    this.#memory = memory;
  }

  /** Undefined while the service has not said it. */
  heard(serviceUrl: string): SeenPolicy | undefined {
    return this.#policies.get(serviceUrl) ?? this.#remembered(serviceUrl);
  }

  of(serviceUrl: string): SeenPolicy {
    return this.heard(serviceUrl) ?? UNHEARD_POLICY;
  }

  /** Which side is too old for the other, as the last answer said; undefined: neither. */
  outdated(serviceUrl: string): OutdatedError | undefined {
    return this.#outdated.get(serviceUrl);
  }

  /** Asks the service; one that does not answer, or not in a way that can be read, keeps its last word. */
  refresh(serviceUrl: string): Promise<SeenPolicy> {
    return this.hear(serviceUrl).catch(() => this.of(serviceUrl));
  }

  /** What the service demands at this moment. @throws ServiceError, ServiceUnreachableError, OutdatedError */
  hear(serviceUrl: string): Promise<SeenPolicy> {
    const asking = this.#asking.get(serviceUrl) ?? this.#ask(serviceUrl);
    this.#asking.set(serviceUrl, asking);
    return asking;
  }

  /** Calls back when a service has said something new. */
  readonly onDidChange = this.#changes.event;

  async #ask(serviceUrl: string): Promise<SeenPolicy> {
    try {
      const policy = await this.#clientOf(serviceUrl).policy().catch(openWhereUnknown);
      this.#take(serviceUrl, policy);
      return policy;
    } catch (error) {
      if (error instanceof OutdatedError) this.#takeOutdated(serviceUrl, error);
      throw error;
    } finally {
      this.#asking.delete(serviceUrl);
    }
  }

  #take(serviceUrl: string, policy: SeenPolicy): void {
    const wasOutdated = this.#outdated.delete(serviceUrl);
    const isNew = wasOutdated || !isSame(policy, this.of(serviceUrl));
    this.#policies.set(serviceUrl, policy);
    this.#remember(serviceUrl, policy);
    if (isNew) this.#changes.fire();
  }

  #takeOutdated(serviceUrl: string, error: OutdatedError): void {
    const before = this.#outdated.get(serviceUrl)?.side;
    this.#outdated.set(serviceUrl, error);
    if (before !== error.side) this.#changes.fire();
  }

  #remembered(serviceUrl: string): SeenPolicy | undefined {
    const all = this.#memory.get<Readonly<Record<string, unknown>>>(REMEMBERED);
    return seenPolicySchema.safeParse(all?.[serviceUrl]).data;
  }

  /** What cannot be remembered is asked for again after the next start. */
  #remember(serviceUrl: string, policy: SeenPolicy): void {
    if (isSame(policy, this.#remembered(serviceUrl))) return;
    const all = this.#memory.get<Readonly<Record<string, unknown>>>(REMEMBERED);
    void this.#memory.update(REMEMBERED, { ...all, [serviceUrl]: policy }).then(undefined, () => undefined);
  }
}

/** Only the service itself can say that it knows no policies; what a proxy does not find says nothing. */
function openWhereUnknown(error: unknown): SeenPolicy {
  if (error instanceof ServiceError && error.status === 404 && error.code === "not_found") return OPEN_POLICY;
  throw error;
}

const isSame = (one: SeenPolicy, other: SeenPolicy | undefined) =>
  other !== undefined && canonical(one) === canonical(other);

/** The memory may keep the fields in another order, and keeps none that is undefined. */
const canonical = (policy: SeenPolicy) =>
  JSON.stringify(
    Object.entries(policy)
      .filter(([, value]) => value !== undefined)
      .sort(),
  );

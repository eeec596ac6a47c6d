import type { ServiceClient } from "../../client/service-client.ts";
import { ServiceError } from "../../client/service-error.ts";
import type { Policy } from "../../protocol/policy.ts";
import type { Disposable } from "../sources/session-source.ts";

/** What a service demands that has not said anything yet: links, for as long as one likes. */
export const OPEN_POLICY: Policy = {
  auth: "none",
  sharing: true,
  audiences: ["link"],
  defaultAudience: "link",
  expiry: { defaultDays: 30, maxDays: null },
  linkNeedsPassword: false,
  sealedOnly: false,
  agents: null,
};

/** The services' policies, as last heard. */
export class ServicePolicies {
  readonly #clientOf: (serviceUrl: string) => Pick<ServiceClient, "policy">;
  readonly #policies = new Map<string, Policy>();
  readonly #asking = new Map<string, Promise<Policy>>();
  readonly #listeners = new Set<() => void>();

  constructor(clientOf: (serviceUrl: string) => Pick<ServiceClient, "policy">) {
    this.#clientOf = clientOf;
  }

  /** Undefined while the service has not said it. */
  heard(serviceUrl: string): Policy | undefined {
    return this.#policies.get(serviceUrl);
  }

  of(serviceUrl: string): Policy {
    return this.heard(serviceUrl) ?? OPEN_POLICY;
  }

  /** Asks the service; one that does not answer keeps its last word, and one that knows no policy demands nothing. */
  refresh(serviceUrl: string): Promise<Policy> {
    const asking = this.#asking.get(serviceUrl) ?? this.#ask(serviceUrl);
    this.#asking.set(serviceUrl, asking);
    return asking;
  }

  /** Calls back when a service has said something new. */
  onDidChange(listener: () => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  async #ask(serviceUrl: string): Promise<Policy> {
    try {
      this.#take(serviceUrl, await this.#clientOf(serviceUrl).policy());
    } catch (error) {
      if (error instanceof ServiceError && error.status === 404) this.#take(serviceUrl, OPEN_POLICY);
    } finally {
      this.#asking.delete(serviceUrl);
    }
    return this.of(serviceUrl);
  }

  #take(serviceUrl: string, policy: Policy): void {
    const isNew = JSON.stringify(policy) !== JSON.stringify(this.of(serviceUrl));
    this.#policies.set(serviceUrl, policy);
    if (isNew) for (const listener of this.#listeners) listener();
  }
}

import type { User } from "../../protocol/identity.ts";
import type { CreateShareResponse } from "../../protocol/share.ts";
import { hashSecret } from "../identity/tokens.ts";
import { TestApp } from "./test-app.ts";

/** Shares of one owner, by what they ask of their readers. */
export const kinds = ["me", "people", "org", "link", "password", "views"] as const;
export type Kind = (typeof kinds)[number];

/** Who comes, by what they prove. All that is told of `stranger` but the organisation is also true of the owner or a person named. */
export const identities = [
  "anonymous",
  "secret",
  "creator",
  "creatorCookie",
  "stolenCookie",
  "named",
  "grouped",
  "colleague",
  "orgAdmin",
  "stranger",
  "foreignAdmin",
  "admin",
  "expired",
  "revoked",
  "malformed",
] as const;
export type Identity = (typeof identities)[number];

type Person = Partial<User> & { readonly id: string };

const people = {
  creator: { id: "ann", name: "Ann", email: "ann@acme.test" },
  named: { id: "pat", email: "pat@acme.test" },
  grouped: { id: "gus", groups: ["auditors"] },
  colleague: { id: "bob" },
  orgAdmin: { id: "ada", role: "orgAdmin" },
  stranger: { id: "ann", name: "Ann", email: "pat@acme.test", groups: ["auditors"], org: "globex" },
  foreignAdmin: { id: "ada", role: "orgAdmin", org: "globex" },
  admin: { id: "root", role: "admin", org: "operations" },
} satisfies Record<string, Person>;

const fieldsOf: Readonly<Record<Kind, object>> = {
  me: { audience: "me" },
  people: { audience: "people", people: ["pat@acme.test"], groups: ["auditors"] },
  org: { audience: "org" },
  link: { audience: "link" },
  password: { audience: "link", password: "correct horse" },
  views: { audience: "link", maxViews: 1_000_000 },
};

/** A service with everybody on it who matters for who may do what. */
export class Cast {
  readonly service: TestApp;
  /** The creator's, as a browser sends it. */
  readonly cookie: string;
  readonly #tokens: Readonly<Record<string, string>>;

  private constructor(service: TestApp, tokens: Readonly<Record<string, string>>, cookie: string) {
    this.service = service;
    this.cookie = cookie;
    this.#tokens = tokens;
  }

  /** Nobody here meets a limit. */
  static async meet(options: { readonly pageDir?: string } = {}): Promise<Cast> {
    const names = ["createsPerUserPerHour", "createsPerOrgPerHour", "changesPerUserPerMinute"];
    names.push("readsPerAddressPerMinute", "opensPerAddressPerMinute", "passwordAttemptsPerHour");
    const limits = Object.fromEntries(names.map((name) => [name, 1_000_000]));
    const service = await TestApp.build({
      auth: "token",
      policy: { limits },
      ...options,
    });
    const tokens: Record<string, string> = {};
    for (const [name, person] of Object.entries(people)) tokens[name] = await service.token(person);
    tokens.expired = await service.token(people.creator, service.clock.now);
    tokens.revoked = await service.token(people.creator);
    await service.stores.tokens.revoke(hashSecret(tokens.revoked));
    const { name, value } = await service.cookie(tokens.creator ?? "");
    return new Cast(service, tokens, `${name}=${value}`);
  }

  tokenOf(name: keyof typeof people | "expired" | "revoked"): string {
    return this.#tokens[name] ?? "";
  }

  share(kind: Kind, owner: keyof typeof people = "creator"): Promise<CreateShareResponse> {
    return this.service.create({ title: "Secret plans", ...fieldsOf[kind] }, this.tokenOf(owner));
  }

  /** What somebody sends along; `secret` is the share's. */
  headersOf(identity: Identity, { secret }: Pick<CreateShareResponse, "secret">): Record<string, string> {
    const { cookie } = this;
    switch (identity) {
      case "anonymous":
        return {};
      case "secret":
        return { authorization: `Bearer ${secret}` };
      case "creatorCookie":
        return { cookie, origin: "https://share.test" };
      case "stolenCookie":
        return { cookie, origin: "https://evil.test" };
      case "malformed":
        return { authorization: "Bearer ocs_pat_short" };
      default:
        return { authorization: `Bearer ${this.tokenOf(identity)}` };
    }
  }
}

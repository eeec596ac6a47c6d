import { ServiceRequests } from "../../client/service-requests.ts";
import type { User } from "../../protocol/identity.ts";
import type { ShareLocation } from "../../protocol/links.ts";
import { routes } from "../../protocol/routes.ts";
import { signInUrl } from "../sign-in-url.ts";
import { ownOpening } from "./own-opening.ts";

/** One of the sign-in pages' own, for scripts of a page: no program has a browser's session. */
const SIGN_OUT = { method: "POST", path: "/auth/logout", access: "anyone" } as const;

/** What a browser asks of the service around reading: who it is to it, and to be let in. Cookies carry the answers. */
export class BrowserAccess {
  readonly signInUrl: string;
  readonly #shareId: string;
  readonly #requests: ServiceRequests;

  constructor({ serviceUrl, shareId }: ShareLocation) {
    this.signInUrl = signInUrl(serviceUrl);
    this.#shareId = shareId;
    this.#requests = new ServiceRequests(serviceUrl);
  }

  /** Opens the share, so that it can be read for some time. @throws as `ServiceRequests.call` */
  async open(password: string | undefined): Promise<void> {
    const body = { password, opening: ownOpening(this.#shareId) };
    await this.#requests.call(routes.openShare, { params: { id: this.#shareId }, body });
  }

  /** Who is signed in; undefined: nobody, or it cannot be known now. */
  async whoIsSignedIn(): Promise<User | undefined> {
    const answer = await this.#requests.call(routes.me, {}).catch(() => undefined);
    return answer?.user ?? undefined;
  }

  /** @throws as `ServiceRequests.call` */
  async signOut(): Promise<void> {
    await this.#requests.call(SIGN_OUT, {});
  }
}

import { ServiceError } from "../../client/service-error.ts";
import { meResponseSchema, type User } from "../../protocol/identity.ts";
import type { ShareLocation } from "../../protocol/links.ts";
import { routePath, routes } from "../../protocol/routes.ts";
import type { OpenShareRequest } from "../../protocol/share.ts";
import { ownOpening } from "./own-opening.ts";

/** What a browser asks of the service around reading: who it is to it, and to be let in. Cookies carry the answers. */
export class BrowserAccess {
  readonly #location: ShareLocation;

  constructor(location: ShareLocation) {
    this.#location = location;
  }

  /** Where one signs in, and comes back to this page from. */
  get signInUrl(): string {
    return `${this.#location.serviceUrl}/auth/login?return=${encodeURIComponent(window.location.pathname)}`;
  }

  /** Opens the share, so that it can be read for some time. @throws ServiceError, or what `fetch` throws */
  async open(password: string | undefined): Promise<void> {
    const { shareId } = this.#location;
    const asked: OpenShareRequest = { password, opening: ownOpening(shareId) };
    await this.#send("POST", routePath(routes.openShare, shareId), asked);
  }

  /** Who is signed in; undefined: nobody, or it cannot be known now. */
  async whoIsSignedIn(): Promise<User | undefined> {
    try {
      const response = await this.#send(routes.me.method, routes.me.path);
      return meResponseSchema.parse(await response.json()).user ?? undefined;
    } catch {
      return undefined;
    }
  }

  /** @throws ServiceError, or what `fetch` throws */
  async signOut(): Promise<void> {
    await this.#send("POST", "/auth/logout");
  }

  async #send(method: string, path: string, body?: object): Promise<Response> {
    const response = await fetch(this.#location.serviceUrl + path, {
      method,
      redirect: "error",
      ...(body ? { headers: { "content-type": "application/json" }, body: JSON.stringify(body) } : {}),
    });
    if (!response.ok) throw await ServiceError.from(response);
    return response;
  }
}

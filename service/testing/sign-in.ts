import { CookieBrowser } from "../../fixtures/cookie-browser.ts";
import { OidcFixture, type OidcFixtureOptions } from "../../fixtures/oidc-provider.ts";
import type { OidcConfig } from "../identity/oidc/oidc-config.ts";
import type { LogOptions } from "../logging.ts";
import { TestApp } from "./test-app.ts";

/** How the service is told of the fixture's provider. */
export function oidcConfigOf({ issuer, clientId, clientSecret }: OidcFixture): OidcConfig {
  return {
    issuer,
    clientId,
    clientSecret,
    scope: "openid profile email",
    orgClaim: "org",
    groupsClaim: "groups",
    adminGroup: "share-admins",
    orgAdminGroup: "share-org-admins",
  };
}

/** A browser in front of a service that answers in this process; everything else it asks over the network. */
export function browserOf({ app }: TestApp, publicUrl: string, stopAt?: string): CookieBrowser {
  const { origin } = new URL(publicUrl);
  const base = new URL(publicUrl).pathname.replace(/\/$/, "");
  return new CookieBrowser({
    ...(stopAt === undefined ? {} : { stopAt }),
    serve: (request) => {
      const { origin: asked, pathname, search } = new URL(request.url);
      if (asked !== origin) return undefined;
      return answer(app, request, pathname.slice(base.length) + search);
    },
  });
}

async function answer(app: TestApp["app"], request: Request, url: string): Promise<Response> {
  const { statusCode, headers, body } = await app.inject({
    method: request.method as "GET" | "POST",
    url,
    headers: Object.fromEntries(request.headers),
    body: await request.text(),
  });
  const sent = new Headers();
  for (const [name, value] of Object.entries(headers))
    for (const one of [value ?? []].flat()) sent.append(name, String(one));
  return new Response(statusCode === 204 ? null : body, { status: statusCode, headers: sent });
}

export interface SignInOptions extends OidcFixtureOptions {
  readonly publicUrl?: string;
  readonly oidc?: Partial<OidcConfig>;
  /** What a policy file would say. */
  readonly policy?: object;
  readonly log?: LogOptions;
}

/** A service whose people sign in at a real provider. */
export class SignInFixture {
  readonly provider: OidcFixture;
  readonly service: TestApp;
  readonly publicUrl: string;

  private constructor(provider: OidcFixture, service: TestApp, publicUrl: string) {
    this.provider = provider;
    this.service = service;
    this.publicUrl = publicUrl;
  }

  static async start(options: SignInOptions = {}): Promise<SignInFixture> {
    const { publicUrl = "https://share.test", log = false, policy = {} } = options;
    const provider = await OidcFixture.start(options);
    provider.addRedirectUri(`${publicUrl}/auth/callback`);
    const oidc = { ...oidcConfigOf(provider), ...options.oidc };
    return new SignInFixture(
      provider,
      await TestApp.build({ auth: "oidc", oidc, policy, publicUrl: () => publicUrl, log }),
      publicUrl,
    );
  }

  /** A new browser. @param stopAt it does not follow redirects to there */
  browser(stopAt?: string): CookieBrowser {
    return browserOf(this.service, this.publicUrl, stopAt);
  }

  /** A browser in which somebody has signed in. */
  async signedIn(person: string, returnTo = "/healthz"): Promise<CookieBrowser> {
    const browser = this.browser();
    await browser.open(`${this.publicUrl}/auth/login?return=${encodeURIComponent(returnTo)}`);
    await browser.submit({ person });
    return browser;
  }

  /** Who the service takes a browser's user for. */
  async me(browser: CookieBrowser): Promise<unknown> {
    const { text } = await browser.open(`${this.publicUrl}/api/me`);
    return (JSON.parse(text) as { user: unknown }).user;
  }

  /** What was written down, as `action actor`. */
  async audited(): Promise<string[]> {
    const found: string[] = [];
    for await (const { action, actor } of this.service.stores.audit.query({}))
      found.push(`${action} ${actor}`);
    return found;
  }

  async close(): Promise<void> {
    await this.service.app.close();
    await this.provider.close();
  }
}

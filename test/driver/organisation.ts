import { OidcFixture } from "../../fixtures/oidc-provider.ts";
import { ServiceProcess } from "../../fixtures/service-process.ts";

/** A service that knows people through a provider: `root` manages it; ann, bob and cid are of acme, dora of another organisation. */
export class Organisation {
  readonly provider: OidcFixture;
  readonly service: ServiceProcess;

  private constructor(provider: OidcFixture, service: ServiceProcess) {
    this.provider = provider;
    this.service = service;
  }

  static async start(dataDir: string): Promise<Organisation> {
    const provider = await OidcFixture.start();
    provider.people.set("root", { name: "Root", org: "ops", groups: ["share-admins"] });
    provider.people.set("ann", { name: "Ann Acme", email: "ann@acme.test", org: "acme", groups: ["dev"] });
    const env = {
      SHARE_AUTH: "oidc",
      SHARE_OIDC_ISSUER: provider.issuer,
      SHARE_OIDC_CLIENT_ID: provider.clientId,
      SHARE_OIDC_CLIENT_SECRET: provider.clientSecret,
      SHARE_ADMIN_GROUP: "share-admins",
    };
    try {
      const service = await ServiceProcess.start({ dataDir, env });
      provider.addRedirectUri(`${service.url}/auth/callback`);
      return new Organisation(provider, service);
    } catch (error) {
      await provider.close();
      throw error;
    }
  }

  /** What the service tells somebody's program, which has a token of the provider. */
  async tell(person: string, route: string): Promise<unknown> {
    const { id_token: token } = await this.provider.tokensOf(person);
    const answer = await fetch(this.service.url + route, { headers: { authorization: `Bearer ${token}` } });
    return answer.json();
  }

  async stop(): Promise<void> {
    await this.service.stop();
    await this.provider.close();
  }
}

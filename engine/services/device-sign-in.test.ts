import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ServiceClient } from "../../client/service-client.ts";
import { ServiceError } from "../../client/service-error.ts";
import type { StartDeviceResponse } from "../../protocol/device.ts";
import {
  isPersonalToken,
  NobodyKnownError,
  SignInExpiredError,
  signInByDevice,
  signInWithToken,
} from "./device-sign-in.ts";

const USER = { id: "ada", name: "Ada", org: "acme", groups: [], role: "member" };
const hashOf = (token: string) => createHash("sha256").update(token).digest("base64url");

/** A service as far as signing in goes: it knows hashes, and lets one count when it is allowed. */
class SignInService {
  readonly pending: { tokenHash: string; label: string }[] = [];
  readonly allowed = new Set<string>();
  readonly revoked: string[] = [];
  /** Everything that ever came over the wire before a token was allowed. */
  readonly heard: string[] = [];
  signInUrl = "https://acme.example/auth/device?request=sealed";
  expiresAt = Date.now() + 600_000;
  user: object | null = USER;
  /** How many questions are answered with 503 first. */
  failures = 0;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer(async (request, response) => {
      let text = "";
      for await (const chunk of request) text += chunk;
      this.heard.push(text);
      const token = request.headers.authorization?.replace("Bearer ", "");
      const answer = (status: number, body?: object) =>
        response.writeHead(status).end(body && JSON.stringify(body));
      const refuse = (status: number, code: string) => answer(status, { error: { code, message: code } });
      const isAllowed = token !== undefined && this.allowed.has(hashOf(token));
      if (request.url === "/auth/device") {
        this.pending.push(JSON.parse(text));
        const { signInUrl, expiresAt } = this;
        return answer(201, { signInUrl, code: "ABCD-EFGH", expiresAt, interval: 0.01 });
      }
      if (this.failures-- > 0) return refuse(503, "unavailable");
      if (!isAllowed) return refuse(401, "unauthorized");
      if (request.method === "DELETE") {
        this.allowed.delete(hashOf(token));
        this.revoked.push(token);
        return answer(204);
      }
      return answer(200, { user: this.user });
    });
  }

  static async start(): Promise<SignInService> {
    const service = new SignInService();
    service.#server.listen(0, "127.0.0.1");
    await once(service.#server, "listening");
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}

describe("signing in at a service", () => {
  let service: SignInService;
  const clientWith = (token: string) => new ServiceClient(service.url, { token: () => token });
  const never = new AbortController().signal;

  beforeEach(async () => {
    service = await SignInService.start();
  });
  afterEach(() => service.close());

  const allow = () => service.allowed.add(service.pending.at(-1)?.tokenHash ?? "");
  const start = (show: (signIn: StartDeviceResponse) => void, signal = never, now = Date.now) =>
    signInByDevice({ serviceUrl: service.url, clientWith, label: "VS Code on x", show, now }, signal);

  it("makes the token here, shows the code, and is over when it is allowed in the browser", async () => {
    const shown: string[] = [];
    const session = await start(({ code, signInUrl }) => {
      shown.push(code, signInUrl);
      setTimeout(allow, 50);
    });
    assert.deepEqual(shown, ["ABCD-EFGH", service.signInUrl]);
    assert.ok(isPersonalToken(session.token));
    assert.deepEqual(service.pending, [{ tokenHash: hashOf(session.token), label: "VS Code on x" }]);
    assert.ok(!service.heard.join().includes(session.token), "only the hash was sent");
    assert.equal(session.serviceUrl, service.url);
    assert.equal(session.account.label, `Ada (${new URL(service.url).host})`);
  });

  it("makes another token each time", async () => {
    const [first, second] = [await start(allow), await start(allow)];
    assert.notEqual(first.token, second.token);
    assert.notEqual(first.id, second.id);
  });

  it("goes on asking while the service has trouble", async () => {
    service.failures = 3;
    assert.equal((await start(allow)).serviceUrl, service.url);
  });

  it("ends when it is given up, and leaves no token that counts", async () => {
    const abort = new AbortController();
    const giveUp = () => {
      allow();
      abort.abort(new Error("given up"));
    };
    await assert.rejects(start(giveUp, abort.signal), /given up/);
    assert.equal(service.revoked.length, 1);
    assert.equal(service.allowed.size, 0);
  });

  it("ends when nobody allows it in time, whatever the service's clock says", async () => {
    service.expiresAt = 0;
    let now = Date.now();
    const minute = () => {
      now += 60_000;
      return now;
    };
    await assert.rejects(
      start(() => undefined, never, minute),
      SignInExpiredError,
    );
  });

  for (const signInUrl of ["javascript:alert(1)", "file:///etc/passwd", "vscode://evil/run", "no address"])
    it(`leads to no browser for the address ${signInUrl}`, async () => {
      service.signInUrl = signInUrl;
      await assert.rejects(
        start(() => assert.fail("shown")),
        /not that of an opencode-share service/,
      );
    });

  const token = `ocs_pat_${"a".repeat(43)}`;

  it("works with a token that somebody was given", async () => {
    service.allowed.add(hashOf(token));
    const session = await signInWithToken(service.url, token, clientWith);
    assert.equal(session.token, token);
    const isRefused = (error: unknown) => error instanceof ServiceError && error.code === "unauthorized";
    service.allowed.clear();
    await assert.rejects(signInWithToken(service.url, token, clientWith), isRefused);
  });

  it("is pointless where the service knows nobody", async () => {
    service.allowed.add(hashOf(token));
    service.user = null;
    await assert.rejects(signInWithToken(service.url, token, clientWith), NobodyKnownError);
  });

  it("knows a personal token from anything else", () => {
    for (const text of [token, ` ${token}\n`]) assert.ok(isPersonalToken(text));
    for (const text of ["", "a".repeat(43), `${token}a`, "eyJhbGciOiJub25lIn0.e30."])
      assert.ok(!isPersonalToken(text), text);
  });
});

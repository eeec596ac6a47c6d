import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { root } from "../root.ts";

/** Whatever talks to other programs over a network, or listens for them, as Node and browsers call it. */
const TALKS =
  /\bfetch\(|\bnew (?:WebSocket|EventSource|XMLHttpRequest)\b|\bsendBeacon\b|from "(?:node:)?(?:https?|http2|tls|dgram)"|from "(?:ws|undici|openid-client)"|\bcreateRemoteJWKSet\b|\bcreateTelemetryLogger\b|import\("(?:node:)?(?:https?|http2|net|tls|dgram)"\)/;
const LISTENS = /\bcreateServer\b|\.listen\(\{/;
/** A module that is imported for its types alone talks to nobody. */
const TYPES = /^import type [^;]*;$/gms;

const filesThat = (pattern: RegExp, folders: string) =>
  globSync(`${folders}/**/*.{ts,tsx}`, { cwd: root })
    .map((file) => file.split(sep).join("/"))
    .filter((file) => !/\.(?:test|host)\.tsx?$|\/(?:test|testing|fixtures)\//.test(file))
    .filter((file) => pattern.test(readFileSync(join(root, file), "utf8").replace(TYPES, "")))
    .sort();

describe("connections", () => {
  it("are made in these places only: to services, to opencode's own server, and to the provider", () => {
    assert.deepEqual(filesThat(TALKS, "{protocol,redaction,client,engine,extension,service,viewer}"), [
      "client/open-socket.ts",
      "client/service-requests.ts",
      "engine/sources/opencode/server/event-stream.ts",
      "service/admin/cli/reach.ts",
      "service/identity/oidc/distributed-claims.ts",
      "service/identity/oidc/jwt-verifier.ts",
      "service/identity/oidc/provider.ts",
      "service/identity/oidc/user-info.ts",
    ]);
  });

  it("are waited for by the service alone: the extension opens no port", () => {
    assert.deepEqual(filesThat(LISTENS, "{protocol,redaction,client,engine,extension,viewer}"), []);
    assert.deepEqual(filesThat(LISTENS, "service"), [
      "service/start-service.ts",
      "service/store/lowdb/lock-socket.ts",
    ]);
  });
});

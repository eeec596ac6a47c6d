import { createHash } from "node:crypto";
import type { Random } from "../../fixtures/random.ts";
import { ALPHABETS } from "../rules/alphabets.ts";

const hex = (random: Random, length: number) => random.text(ALPHABETS.h, length);
const base64 = (random: Random, length: number) => random.text(ALPHABETS.b, length);
const uuid = (random: Random) => [8, 4, 4, 4, 12].map((length) => hex(random, length)).join("-");
const word = (random: Random) =>
  random.pick(
    "session token engine cache module parser worker buffer stream layout render widget router policy member storage".split(
      " ",
    ),
  );
const version = (random: Random) =>
  `${random.between(0, 20)}.${random.between(0, 30)}.${random.between(0, 40)}`;
const sha = (random: Random, algorithm: string, encoding: "hex" | "base64") =>
  createHash(algorithm).update(String(random.next())).digest(encoding);

type Make = (random: Random) => string;

/** What looks like a secret and is none, by what it is. */
export const cleanTexts: Readonly<Record<string, Make>> = {
  "git log": (random) => `commit ${hex(random, 40)}\nMerge: ${hex(random, 7)} ${hex(random, 7)}\n`,
  "git index": (random) => `index ${hex(random, 7)}..${hex(random, 7)} 100644`,
  "package lock": (random) =>
    `"node_modules/${word(random)}": {"version": "${version(random)}", "resolved": "https://registry.npmjs.org/${word(random)}/-/${word(random)}-${version(random)}.tgz", "integrity": "sha512-${sha(random, "sha512", "base64")}"}`,
  "yarn lock": (random) =>
    `"${word(random)}@^${version(random)}":\n  resolved "https://registry.yarnpkg.com/${word(random)}/-/${word(random)}-${version(random)}.tgz#${hex(random, 40)}"\n  integrity sha512-${sha(random, "sha512", "base64")}`,
  "cargo lock": (random) => `name = "${word(random)}"\nchecksum = "${sha(random, "sha256", "hex")}"`,
  "go sum": (random) =>
    `github.com/${word(random)}/${word(random)} v${version(random)} h1:${sha(random, "sha256", "base64")}`,
  "poetry lock": (random) =>
    `{file = "${word(random)}-${version(random)}-py3-none-any.whl", hash = "sha256:${sha(random, "sha256", "hex")}"}`,
  "docker digest": (random) => `FROM node:24@sha256:${sha(random, "sha256", "hex")}`,
  uuid: (random) => `request ${uuid(random)} took ${random.between(1, 900)} ms`,
  "JSON of ids": (random) =>
    JSON.stringify({
      id: uuid(random),
      traceId: hex(random, 32),
      spanId: hex(random, 16),
      etag: `"${hex(random, 32)}"`,
    }),
  "ids of agents": (random) =>
    `ses_${hex(random, 12)}${random.text(ALPHABETS.a, 14)} msg_${hex(random, 12)}${random.text(ALPHABETS.a, 14)} prt_${hex(random, 12)}${random.text(ALPHABETS.a, 14)} call_${random.text(ALPHABETS.a, 24)} toolu_${random.text(ALPHABETS.a, 24)}`,
  "minified code": (random) =>
    `!function(${random.pick(["e", "t"])},n){var r=n(${random.between(10, 999)}),o=r.key,i=r.token;e.exports=function(t){return t.password?o(t.password):i.next(t)}}(this);a.setToken(b.token),c={secret:d,token:e.t,apiKey:f.k}`,
  "source map": (random) =>
    `{"version":3,"sources":["${word(random)}.ts"],"names":[],"mappings":"${base64(random, 300).replaceAll(/[0-9]/g, "A")};AAAA,SAAS,EAAE"}`,
  "image data": (random) => `data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAA${base64(random, 400)}`,
  certificate: (random) =>
    `-----BEGIN CERTIFICATE-----\n${base64(random, 64)}\n${base64(random, 64)}\n-----END CERTIFICATE-----`,
  "public key": (random) => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${base64(random, 43)} anna@laptop`,
  "default password": (random) =>
    random.pick([
      "PGPASSWORD=postgres psql -h localhost -U postgres",
      "POSTGRES_PASSWORD: postgres",
      "MYSQL_ROOT_PASSWORD=root docker compose up",
      "postgres://postgres:postgres@localhost:5432/test",
      "amqp://guest:guest@localhost:5672",
      "mongodb://root:example@mongo:27017",
      'password: "changeme"',
      "redis://localhost:6379",
      "DB_PASSWORD=password123",
      "MINIO_ROOT_PASSWORD=minioadmin",
    ]),
  variable: (random) =>
    random.pick([
      `password: "\${DB_PASSWORD}"`,
      "DB_PASSWORD=$DB_PASSWORD",
      "const apiKey = process.env.API_KEY ?? '';",
      `token: \${secrets.GITHUB_TOKEN }`,
      "api_key = os.environ['API_KEY']",
      'password = getpass.getpass("Password: ")',
      "Authorization: Bearer $TOKEN",
      "Authorization: Bearer <your-token>",
      `Authorization: "Bearer \${token}"`,
      "password=os.getenv('PG_PASSWORD'),",
      "this.password = options.password;",
      "const token = await this.tokens.create(user.id);",
      'secret_key = config.get("secret_key")',
      "curl -u $USER:$PASS https://api.test",
      "curl -u user:password https://api.test",
      "mysql -u root -p",
      "mkdir -p src/components && cp -a build2 dist2",
      "docker run -p 8080:80 -u 1000:1000 nginx",
      "let secretKey: String = keychain.secretKey1",
      "    token: str | None = None",
      "password: z.string().min(8).max(72),",
      "password: ['required', 'min:8', 'confirmed'],",
      "if (token !== expectedToken1) throw new InvalidToken2Error();",
      'headers["x-api-key"] = apiKeyFromStore2',
      "password_hash = bcrypt.hashpw(password1, salt2)",
      'type: "password", name: "password2"',
      `npm config set //registry.npmjs.org/:_authToken=\${NPM_TOKEN}`,
    ]),
  "cut token": (random) =>
    random.pick([
      "sk-abc…",
      `sk-${random.text(ALPHABETS.a, 4)}...${random.text(ALPHABETS.a, 4)}`,
      `ghp_${random.text(ALPHABETS.a, 4)}…`,
      "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
      "sk-proj-****************************",
      "AKIA****************",
      "xoxb-your-token-here",
      "API_KEY=your-api-key-here",
      "OPENAI_API_KEY=sk-...",
      "AKIAIOSFODNN7EXAMPLE and wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
      "ANTHROPIC_API_KEY=sk-ant-api03-xxxxxxxxxxxxxxxxxxxx",
      "token=<redacted>",
      "password: ********",
    ]),
  prose: (random) =>
    random.pick([
      "| password | The user's password. Must be at least 8 characters, with 1 digit. |",
      "| `token` | string | Access token of the caller, see section 3.2 |",
      "The password is checked with Argon2id before the token is issued.",
      "Enter your password: it must have 8-64 characters.",
      "Secret: never log tokens. Key: use the keyring2 instead.",
      "The API key is stored in the keyring, and the secret in Vault 1.15.",
      "Bearer tokens are sent in the Authorization header; basic auth is off.",
      "Passwords: see RFC8265. Tokens: see RFC6750.",
      "Password reset tokens expire after 15min and are single-use.",
      "Set a secret name like my-app-secret-1 and mount it.",
      "max_tokens: 4096, input_tokens: 1234567, total_tokens=8765432",
      "token usage: 12,345 in / 678 out (cache_read 91011)",
      "next_page_token: CAUQAA1234567890abcdef12, pageToken=abcDEF123456ghiJKL789",
      "the key `cache-key: linux-node-24-abc123def456` was not found",
      "The cookie: it is set by the server2, and sent back1.",
      "I tried Basic auth first, then Bearer, then a cookie.",
      "tokenizer: cl100k_base, vocab=100277, pad_token_id=50256",
      "secretName: tls-secret-2\nserviceAccountName: deploy-bot1",
      "SECRET_NAME=projects/12345/secrets/db-pass/versions/3",
      "TOKEN_URL=https://login.test/oauth2/v2.0/token",
      "AWS_REGION=eu-central-1 AWS_PROFILE=prod-admin-2 KEY_FILE=/etc/ssl/key2.pem",
      "password_field = By.ID('password2')",
    ]),
  "test vector": (random) =>
    random.pick([
      `Key: ${hex(random, 32)}\nPlaintext: ${hex(random, 32)}\nCiphertext: ${hex(random, 32)}`,
      `sha256("abc") = ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad`,
      `expect(hash).toBe("${hex(random, 64)}")`,
      `eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c`,
    ]),
  "hashes of files": (random) => `${sha(random, "sha256", "hex")}  dist/${word(random)}-${hex(random, 8)}.js`,
  "names of bundles": (random) =>
    `/assets/${word(random)}-${random.text(ALPHABETS.u, 8)}.js  ${random.between(1, 99)}.${random.between(10, 99)} kB │ gzip: ${random.between(1, 9)}.1 kB`,
  "stack trace": (random) =>
    `    at ${word(random)}.${word(random)} (file:///app/node_modules/.pnpm/${word(random)}@${version(random)}_${hex(random, 12)}/node_modules/${word(random)}/index.js:${random.between(1, 900)}:${random.between(1, 90)})`,
  "snapshot of CSS": (random) =>
    `.${word(random)}_${random.text(ALPHABETS.u, 5)}__${hex(random, 6)} { color: #${hex(random, 6)}; }`,
  timestamps: (random) =>
    `${random.between(1_600_000_000_000, 1_790_000_000_000)} ${random.between(10_000_000, 99_999_999)}`,
  addresses: (random) =>
    `https://cdn.test/${hex(random, 40)}/${word(random)}.js?v=${hex(random, 8)}&id=${random.text(ALPHABETS.a, 11)}&sort=key&cursor=${random.text(ALPHABETS.a, 20)}`,
  "ethereum address": (random) => `to: 0x${hex(random, 40)}, tx 0x${hex(random, 64)}`,
  "base64 of text": (random) =>
    Buffer.from(`hello ${word(random)} and ${word(random)}, version ${version(random)} it is`).toString(
      "base64",
    ),
};

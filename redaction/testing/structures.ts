import type { Random } from "../../fixtures/random.ts";
import { ALPHABETS } from "../rules/alphabets.ts";

/** A secret in the structure that makes it one. */
export interface Structure {
  readonly kind: string;
  readonly make: (random: Random) => { readonly text: string; readonly secret: string };
}

const letters = ALPHABETS.a;
const base64 = (text: string) => Buffer.from(text).toString("base64");

/** A password as a person or a manager of passwords makes it; it has letters and digits. */
export const password = (random: Random): string =>
  random.pick([
    () => `${random.text("bcdfghjklm", 4)}${random.text(ALPHABETS.d, 3)}!${random.text(letters, 3)}`,
    () => `${random.text(letters, 11)}${random.text(ALPHABETS.d, 1)}`,
    () => `K${random.text("aeioulmnr", 7)}${random.text("23456789", 2)}#`,
    () => `${random.text(letters, 6)}-${random.text(letters, 6)}-${random.text(ALPHABETS.d, 4)}`,
  ])();

const keyLines = (random: Random) => Array.from({ length: 6 }, () => random.text(ALPHABETS.b, 64));
const pem = (type: string, lines: readonly string[]) =>
  [`-----BEGIN ${type}-----`, ...lines, `-----END ${type}-----`].join("\n");

const privateKey = (
  type: string,
  kind: string,
  show: (text: string) => string = (text) => text,
): Structure => ({
  kind,
  make(random) {
    const lines = keyLines(random);
    return { text: show(pem(type, lines)), secret: lines.join("\n") };
  },
});

const around = (kind: string, show: (secret: string) => string, secretOf = password): Structure => ({
  kind,
  make(random) {
    const secret = secretOf(random);
    return { text: show(secret), secret };
  },
});

const token = (length: number) => (random: Random) => random.text(letters, length);

function jwt(random: Random): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { sub: random.text(ALPHABETS.d, 10), iat: random.between(1_700_000_000, 1_790_000_000) };
  return `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}.${random.text(ALPHABETS.u, 43)}`;
}

export const structures: readonly Structure[] = [
  privateKey("PRIVATE KEY", "private-key"),
  privateKey("RSA PRIVATE KEY", "rsa-private-key"),
  privateKey("EC PRIVATE KEY", "ec-private-key"),
  privateKey("OPENSSH PRIVATE KEY", "openssh-private-key"),
  privateKey("ENCRYPTED PRIVATE KEY", "encrypted-private-key"),
  privateKey("PGP PRIVATE KEY BLOCK", "pgp-private-key"),
  privateKey("RSA PRIVATE KEY", "rsa-private-key", (text) => text.replaceAll(/^/gm, "+")),
  privateKey("RSA PRIVATE KEY", "rsa-private-key", (text) => text.replaceAll(/^/gm, "00012| ")),
  privateKey("PRIVATE KEY", "private-key", (text) =>
    JSON.stringify({ type: "service_account", private_key: text }),
  ),
  privateKey("PRIVATE KEY", "private-key", (text) => JSON.stringify(JSON.stringify({ private_key: text }))),
  privateKey("PRIVATE KEY", "private-key", (text) => text.replaceAll(/^(.*)$/gm, '  "$1\\n" +')),
  privateKey("PRIVATE KEY", "private-key", (text) => `client-key-data: ${base64(text)}`),
  privateKey("RSA PRIVATE KEY", "rsa-private-key", (text) => text.slice(0, -40)),
  around("json-web-token", (secret) => `the session is ${secret} now`, jwt),
  around("json-web-token", (secret) => `{"access":"${secret}"}`, jwt),
  around(
    "database-url-password",
    (secret) => `postgres://app:${secret}@db.internal:5432/app?sslmode=require`,
  ),
  around("database-url-password", (secret) => `DATABASE_URL="mysql://root:${secret}@10.0.0.2/app"`),
  around("database-url-password", (secret) => `mongodb+srv://app:${secret}@c0.ab1cd.mongodb.net/app`),
  around("database-url-password", (secret) => JSON.stringify({ url: `redis://:${secret}@cache:6379/0` })),
  around("database-url-password", (secret) => `jdbc:postgresql://app:${secret}@db/app`),
  around("queue-url-password", (secret) => `amqps://app:${secret}@mq.internal:5671/%2f`),
  around("mail-url-password", (secret) => `smtp://mailer:${secret}@mail.internal:587`),
  around(
    "url-password",
    (secret) => `git remote add origin https://anna:${secret}@git.internal/team/app.git`,
  ),
  around("url-password", (secret) => `https://${secret}@git.internal/team/app.git`, token(32)),
  around("url-password", (secret) => `https://oauth2:${secret}@git.internal/team/app.git`, token(24)),
  around(
    "connection-string",
    (secret) => `Server=db;Database=app;User Id=sa;Password=${secret};Encrypt=true;`,
  ),
  around("connection-string", (secret) => `jdbc:sqlserver://db:1433;user=sa;password=${secret};encrypt=true`),
  around("connection-string", (secret) => `host=db user=app password=${secret} dbname=app`),
  around("bearer-token", (secret) => `Authorization: Bearer ${secret}`, token(40)),
  around("bearer-token", (secret) => `curl -H 'authorization: Bearer ${secret}' https://api.test`, token(32)),
  around(
    "bearer-token",
    (secret) => JSON.stringify({ headers: { Authorization: `Bearer ${secret}` } }),
    token(32),
  ),
  around("authorization", (secret) => `Authorization: token ${secret}`, token(40)),
  around("authorization", (secret) => `Authorization: ${secret}`, token(32)),
  {
    kind: "basic-credentials",
    make(random) {
      const secret = base64(`anna:${password(random)}`);
      return { text: `Authorization: Basic ${secret}`, secret };
    },
  },
  around("cookie", (secret) => `Cookie: theme=dark; sessionid=${secret}; lang=en`, token(32)),
  around("cookie", (secret) => `set-cookie: connect.sid=s%3A${secret}; Path=/; HttpOnly`, token(32)),
  around("cookie", (secret) => `curl --cookie "auth=${secret}" https://app.test`, token(40)),
  around("password-argument", (secret) => `psql-tool --password ${secret} --host db`),
  around("password-argument", (secret) => `tool --password='${secret}'`),
  around("password-argument", (secret) => `tool --api-key ${secret}`, token(32)),
  around("password-argument", (secret) => `mysql -uroot -p${secret} app < dump.sql`),
  around("password-argument", (secret) => `sshpass -p '${secret}' ssh root@10.0.0.2`),
  around("password-argument", (secret) => `curl -u admin:${secret} https://nexus.internal/`),
  around("password-argument", (secret) => `redis-cli -h cache -a ${secret} ping`),
  around("password-argument", (secret) => `docker login -u anna -p ${secret} registry.internal`),
  around("password-argument", (secret) => `openssl rsa -in k.pem -passin pass:${secret}`),
  around("netrc", (secret) => `machine git.internal login anna password ${secret}\n`),
  around("netrc", (secret) => `machine git.internal\n  login anna\n  password ${secret}\n`),
  around("npmrc", (secret) => `//npm.internal/:_authToken=${secret}\nalways-auth=true\n`, token(36)),
  around(
    "npmrc",
    (secret) => `//npm.internal/:_password=${secret}\n`,
    (random) => base64(password(random)),
  ),
  around("pgpass", (secret) => `db.internal:5432:app:anna:${secret}\n`),
  around(
    "docker-config",
    (secret) => `{"auths":{"r.internal":{"auth":"${secret}"}}}`,
    (random) => base64(`anna:${password(random)}`),
  ),
  around(
    "aws-secret-key",
    (secret) => `aws_secret_access_key = ${secret}`,
    (random) => random.text(ALPHABETS.b, 40),
  ),
  around(
    "otpauth",
    (secret) => `otpauth://totp/App:anna?secret=${secret}&issuer=App`,
    (random) => random.text(ALPHABETS["2"], 32),
  ),
  around(
    "wireguard-key",
    (secret) => `[Interface]\nPrivateKey = ${secret}=\n`,
    (random) => random.text(ALPHABETS.b, 43),
  ),
  around(
    "password-hash",
    (secret) => `root:$6$${secret}:19000:0:99999:7:::`,
    (random) => `${random.text(letters, 16)}$${random.text(letters, 86)}`,
  ),
  around("password-argument", (secret) => `echo '${secret}' | sudo -S make install`),
  around(
    "password-argument",
    (secret) => `echo ${secret} | docker login -u anna --password-stdin r.internal`,
  ),
  around("password", (secret) => `CREATE USER app IDENTIFIED BY '${secret}';`),
  around("password", (secret) => `ALTER ROLE app WITH PASSWORD '${secret}';`),
  around("password", (secret) => `requests.get(url, auth=("anna", "${secret}"))`),
  around("password", (secret) => `requirepass ${secret}\nport 6379\n`),
  around("password", (secret) => `GET /login?user=anna&password%3D${encodeURIComponent(secret)}`),
  around("password", (secret) => `<pre>{&quot;password&quot;:&quot;${secret}&quot;}</pre>`),
  around("secret", (secret) => `client.setApiKey("${secret}")`, token(32)),
  around("secret", (secret) => `{"key":"API_TOKEN","value":"${secret}"}`, token(32)),
  around("secret", (secret) => `API_TOKEN\t${secret}\n`, token(32)),
  around("secret", (secret) => `GET /v1/items?key=${secret}&page=2`, token(32)),
  around("secret", (secret) => `client_secret=${secret}&grant_type=client_credentials`, token(32)),
  around(
    "private-json-web-key",
    (secret) => `{"kty":"EC","crv":"P-256","x":"f83OJ3D2","d":"${secret}"}`,
    token(43),
  ),
  around("private-json-web-key", (secret) => `{"k":"${secret}","kty":"oct"}`, token(43)),
];

/** Names whose values are secret, whatever form these have. */
export const secretNames: readonly string[] = [
  ...["API_KEY", "api_key", "apiKey", "SECRET_KEY", "CLIENT_SECRET", "clientSecret", "client_secret"],
  ...[
    "ACCESS_TOKEN",
    "accessToken",
    "auth_token",
    "AUTH_TOKEN",
    "JWT_SECRET",
    "SESSION_SECRET",
    "refresh_token",
  ],
  ...[
    "ENCRYPTION_KEY",
    "signing_key",
    "WEBHOOK_SECRET",
    "INTERNAL_API_KEY",
    "SECRET_KEY_BASE",
    "private_token",
  ],
  ...[
    "APP_SECRET",
    "ADMIN_API_KEY",
    "STRIPE_KEY",
    "BOT_TOKEN",
    "DEPLOY_TOKEN",
    "consumer_secret",
    "x-api-key",
  ],
];

/** Names of passwords. */
export const passwordNames: readonly string[] = [
  ...["DB_PASSWORD", "POSTGRES_PASSWORD", "password", "db_password", "dbPassword", "MYSQL_ROOT_PASSWORD"],
  ...["SMTP_PASS", "REDIS_PASSWORD", "ADMIN_PASSWORD", "passwd", "PGPASSWORD", "adminPassword", "DB_PWD"],
];

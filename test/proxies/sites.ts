import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../tools/root.ts";
import type { ProxyName } from "./proxy-process.ts";

/** A configuration before a service, and what passes through it. */
export interface Site {
  readonly proxy: ProxyName;
  readonly what: string;
  /** The base path of the service's public address. */
  readonly path: string;
  readonly hasLine: boolean;
  readonly tellsAddress: boolean;
  /** @param target where the service listens, `127.0.0.1:4747` */
  text(port: number, target: string): string;
}

const DOCUMENTED_TARGET = "127.0.0.1:4747";
/** What the documented sites say of where they listen, and the same for a port of this machine. */
const LISTENS: Readonly<Record<ProxyName, readonly [RegExp, (port: number) => string]>> = {
  nginx: [/listen 80;/, (port) => `listen 127.0.0.1:${port};`],
  caddy: [/^(share\.)?acme\.example(?= \{)/m, (port) => `http://127.0.0.1:${port}`],
  apache: [
    /<VirtualHost \*:80>/,
    (port) => `ServerName 127.0.0.1\nListen 127.0.0.1:${port}\n<VirtualHost 127.0.0.1:${port}>`,
  ],
};

/** A file of docs/proxies as it is, but for where it listens and where the service does. */
const documented =
  (proxy: ProxyName, file: string, edit: (text: string) => string = (text) => text) =>
  (port: number, target: string): string => {
    const [listen, here] = LISTENS[proxy];
    const text = edit(readFileSync(join(root, "docs/proxies", file), "utf8"));
    return replace(replace(text, listen, here(port)), DOCUMENTED_TARGET, target);
  };

/** @param files of the certificate and its key */
export type SiteWithCertificate = (port: number, target: string, files: readonly [string, string]) => string;

/** The documented sites with a certificate where they say that it belongs. */
export const withCertificate: Readonly<Partial<Record<ProxyName, SiteWithCertificate>>> = {
  nginx: (port, target, [certificate, key]) =>
    replace(
      documented("nginx", "nginx.conf")(port, target),
      /listen ([\d.:]+);/,
      `listen $1 ssl; ssl_certificate ${certificate}; ssl_certificate_key ${key};`,
    ),
  apache: (port, target, [certificate, key]) =>
    replace(
      documented("apache", "apache.conf")(port, target),
      /<VirtualHost .*>/,
      `$&\n  SSLEngine on\n  SSLCertificateFile ${certificate}\n  SSLCertificateKeyFile ${key}`,
    ),
};

/** Takes the path away before a request is passed on. */
const stripping =
  (kept: string, stripped: string) =>
  (text: string): string =>
    replace(text, kept, stripped);

function replace(text: string, from: string | RegExp, to: string): string {
  if (text.search(from) < 0) throw new Error(`${from} is not in:\n${text}`);
  return text.replace(from, to);
}

const full = { hasLine: true, tellsAddress: true };
const below = { ...full, path: "/tools/share" };

/** What an admin begins with, and what the documentation says. */
export const sites: readonly Site[] = [
  {
    proxy: "nginx",
    what: "with nothing but proxy_pass",
    path: "",
    hasLine: false,
    tellsAddress: false,
    text: (port, target) => `server {
      listen 127.0.0.1:${port};
      location / { proxy_pass http://${target}; }
    }`,
  },
  {
    proxy: "apache",
    what: "with nothing but ProxyPass",
    path: "",
    hasLine: false,
    tellsAddress: true,
    text: (port, target) => `ServerName 127.0.0.1
      Listen 127.0.0.1:${port}
      ProxyPass / http://${target}/`,
  },
  { proxy: "nginx", what: "as documented", path: "", ...full, text: documented("nginx", "nginx.conf") },
  { proxy: "caddy", what: "as documented", path: "", ...full, text: documented("caddy", "Caddyfile") },
  { proxy: "apache", what: "as documented", path: "", ...full, text: documented("apache", "apache.conf") },
  {
    proxy: "nginx",
    what: "as documented below a path",
    ...below,
    text: documented("nginx", "nginx-below-a-path.conf"),
  },
  {
    proxy: "caddy",
    what: "as documented below a path",
    ...below,
    text: documented("caddy", "Caddyfile-below-a-path"),
  },
  {
    proxy: "apache",
    what: "as documented below a path",
    ...below,
    text: documented("apache", "apache-below-a-path.conf"),
  },
  {
    proxy: "nginx",
    what: "that takes the path away",
    ...below,
    text: documented("nginx", "nginx-below-a-path.conf", stripping(":4747;", ":4747/;")),
  },
  {
    proxy: "caddy",
    what: "that takes the path away",
    ...below,
    text: documented("caddy", "Caddyfile-below-a-path", stripping("\thandle /", "\thandle_path /")),
  },
  {
    proxy: "apache",
    what: "that takes the path away",
    ...below,
    text: documented("apache", "apache-below-a-path.conf", stripping(":4747/tools/share/", ":4747/")),
  },
];

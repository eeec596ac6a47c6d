import type { FastifyInstance } from "fastify";
import { acceptedEncoding } from "./accepted-encoding.ts";
import { basePathOf } from "./base-path.ts";
import { ANYONE } from "./enforce-access.ts";
import { PageFiles } from "./page-files.ts";
import type { RouteDeps } from "./route-deps.ts";

const HTML = "text/html; charset=utf-8";

/** The pages are the same for everybody; their scripts find out what to show, so their URLs tell nothing by themselves. */
const pageFiles = [
  { path: "/share/:id", name: "index.html", type: HTML },
  { path: "/s/:id", name: "index.html", type: HTML },
  { path: "/shared/:id", name: "index.html", type: HTML },
  { path: "/admin", name: "admin.html", type: HTML },
  { path: "/assets/admin.js", name: "admin.js", type: "text/javascript; charset=utf-8" },
  { path: "/assets/admin.css", name: "admin.css", type: "text/css; charset=utf-8" },
  { path: "/assets/page.js", name: "page.js", type: "text/javascript; charset=utf-8" },
  { path: "/assets/page.css", name: "page.css", type: "text/css; charset=utf-8" },
] as const;

/** How pages name their files: relative, so that they are found below any path. */
const ASSET = /"((?:\.\.\/)?assets\/)([\w.-]+)"/g;
/** For addresses that name a version: what is there never becomes something else. */
const FOR_EVER = "public, max-age=31536000, immutable";

const welcome = (basePath: string) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<title>opencode-share</title>
<h1>opencode-share</h1>
<p>This service shows AI coding sessions that somebody shared through a link. Open such a link to read one.</p>
<p>For programs, there is <a href="${basePath}/docs">a description of the HTTP API</a>.</p>
`;

/** What the page says of the service that sends it: how it knows people. */
const AUTH_META = '<meta name="share-auth" content="none" />';

export function pageRoutes(app: FastifyInstance, { pageDir, policy, publicUrl }: RouteDeps): void {
  const said = AUTH_META.replace("none", policy.public.auth);
  const files: PageFiles = new PageFiles(pageDir, (name, text) =>
    name.endsWith(".html") ? withVersions(text.replace(AUTH_META, said), files) : text,
  );
  app.get("/", { config: ANYONE }, (_request, reply) =>
    reply.type(HTML).send(welcome(basePathOf(publicUrl()))),
  );
  for (const { path, name, type } of pageFiles)
    app.get<{ Querystring: { v?: unknown } }>(path, { config: ANYONE }, async ({ headers, query }, reply) => {
      const { bytes, version, encoded } = await files.read(name);
      const encoding = acceptedEncoding(headers["accept-encoding"]);
      reply.type(type).header("vary", "accept-encoding");
      if (query.v === version && path.startsWith("/assets/")) reply.header("cache-control", FOR_EVER);
      if (encoding === undefined) return reply.send(bytes);
      return reply.header("content-encoding", encoding).send(encoded[encoding]);
    });
}

/** A page's text in which the addresses of its files name their versions. */
async function withVersions(text: string, files: PageFiles): Promise<string> {
  const names = new Set([...text.matchAll(ASSET)].flatMap(([, , name]) => name ?? []));
  const versions = new Map<string, string>();
  for (const name of names) {
    const file = await files.read(name).catch(() => undefined);
    if (file) versions.set(name, `?v=${file.version}`);
  }
  return text.replace(
    ASSET,
    (_all, folder: string, name: string) => `"${folder}${name}${versions.get(name) ?? ""}"`,
  );
}

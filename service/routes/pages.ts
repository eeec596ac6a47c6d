import type { FastifyInstance } from "fastify";
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
  const files = new PageFiles(pageDir, (name, text) =>
    name.endsWith(".html") ? text.replace(AUTH_META, said) : text,
  );
  app.get("/", { config: ANYONE }, (_request, reply) =>
    reply.type(HTML).send(welcome(basePathOf(publicUrl()))),
  );
  for (const { path, name, type } of pageFiles)
    app.get(path, { config: ANYONE }, async (_request, reply) =>
      reply.type(type).send(await files.read(name)),
    );
}

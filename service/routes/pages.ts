import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { FastifyInstance, FastifyReply } from "fastify";
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

const WELCOME = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<title>opencode-share</title>
<h1>opencode-share</h1>
<p>This service shows AI coding sessions that somebody shared through a link. Open such a link to read one.</p>
<p>For programs, there is <a href="/docs">a description of the HTTP API</a>.</p>
`;

/** The built page is not where it should be. */
export class PageMissingError extends Error {
  constructor(path: string, options?: ErrorOptions) {
    super(`${path} is missing: build the page with \`npm run build\``, options);
    this.name = "PageMissingError";
  }
}

export function pageRoutes(app: FastifyInstance, { pageDir }: RouteDeps): void {
  app.get("/", (_request, reply) => reply.type(HTML).send(WELCOME));
  for (const { path, name, type } of pageFiles)
    app.get(path, (_request, reply) => sendFile(reply, join(pageDir, name), type));
}

async function sendFile(reply: FastifyReply, path: string, type: string): Promise<FastifyReply> {
  const content = await readFile(path).catch((cause: unknown) => {
    throw new PageMissingError(path, { cause });
  });
  return reply.type(type).send(content);
}

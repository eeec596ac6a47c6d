import { createHash } from "node:crypto";
import type { FastifyReply } from "fastify";
import { Html, html } from "./html.ts";

const STYLE = `
:root { color-scheme: light dark; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 1rem/1.5 system-ui, sans-serif; }
main { box-sizing: border-box; width: min(100%, 30rem); padding: 2rem 1.5rem; }
h1 { font-size: 1.4rem; line-height: 1.3; }
code { display: block; margin: 1rem 0; font: 600 2rem/1.3 ui-monospace, monospace; letter-spacing: .1em; }
label { display: block; font-weight: 600; }
input { box-sizing: border-box; width: 100%; margin: .25rem 0 1rem; padding: .6rem; font: inherit; }
button { padding: .6rem 1.2rem; font: inherit; cursor: pointer; }
button.main { font-weight: 600; }
.buttons { display: flex; gap: .75rem; flex-wrap: wrap; }
.problem { border-inline-start: .25rem solid; padding-inline-start: .75rem; }
.note { opacity: .8; font-size: .9rem; }
`;

/** No script, no other site, no frame; forms go to the service alone. */
const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`,
  "img-src data:",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

export interface PageContent {
  /** Default 200. */
  readonly status?: number;
  readonly title: string;
  readonly body: Html;
}

/** Sends one of the pages that people see while they sign in. */
export function sendPage(reply: FastifyReply, { status = 200, title, body }: PageContent): FastifyReply {
  const page = html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<title>${title} · opencode-share</title>
<style>${new Html(STYLE)}</style>
<main>
<h1>${title}</h1>
${body}
</main>
`;
  return (
    reply
      .code(status)
      .type("text/html; charset=utf-8")
      .header("content-security-policy", contentSecurityPolicy)
      // With no referrer at all, browsers would not tell the origin of a form either, and that is what guards it.
      .header("referrer-policy", "same-origin")
      .send(page.text)
  );
}

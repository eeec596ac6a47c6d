import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { routes } from "../../protocol/routes.ts";
import type { CreateShareResponse } from "../../protocol/share.ts";
import { Cast } from "../testing/cast.ts";
import { part } from "../testing/test-client.ts";

const bots = [
  "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
  "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
  "Twitterbot/1.0",
  "facebookexternalhit/1.1",
  "LinkedInBot/1.0",
  "WhatsApp/2.23",
  "TelegramBot (like TwitterBot)",
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) SkypeUriPreview Preview/0.5 Microsoft Teams",
  "Googlebot/2.1 (+http://www.google.com/bot.html)",
  "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/130.0",
  "curl/8.9.0",
];

describe("a bot that looks at a link", () => {
  let pageDir: string;
  const html = readFileSync(join(import.meta.dirname, "../../viewer/page/index.html"), "utf8");
  let cast: Cast;
  let shares: CreateShareResponse[];

  before(async () => {
    pageDir = mkdtempSync(join(tmpdir(), "share-page-"));
    writeFileSync(join(pageDir, "index.html"), html);
    for (const name of ["page.js", "page.css"]) writeFileSync(join(pageDir, name), "");
    cast = await Cast.meet({ pageDir });
    shares = [await cast.share("link"), await cast.share("views"), await cast.share("org")];
    for (const share of shares) await cast.service.sync(share, [part(1, "The plan")]);
  });
  after(async () => {
    await cast.service.app.close();
    rmSync(pageDir, { recursive: true, maxRetries: 10 });
  });

  for (const agent of bots)
    it(`opens nothing, counts nothing and uses up no view: ${agent}`, async () => {
      for (const { shareId, secret } of shares) {
        const addresses = [
          ...["share", "s", "shared"].map((form) => `/${form}/${shareId}`),
          routes.readShare.path.replace(":id", shareId),
          routes.openShare.path.replace(":id", shareId),
          routes.followShare.path.replace(":id", shareId),
        ];
        for (const url of addresses)
          for (const method of ["GET", "HEAD"] as const)
            await cast.service.app.inject({ method, url, headers: { "user-agent": agent } });
        const info = (await cast.service.call(routes.shareInfo, shareId, { secret })).json();
        assert.deepEqual([info.opens, info.viewers, info.lastOpenedAt, info.access.views], [0, 0, null, 0]);
      }
    });

  it("sees the same page for every share, and for none: nothing of the session, its owner or its readers", async () => {
    const pages = new Set<string>();
    for (const id of [...shares.map(({ shareId }) => shareId), "x".repeat(43), "short"])
      for (const form of ["share", "s", "shared"]) {
        const { body, headers } = await cast.service.app.inject(`/${form}/${id}`);
        assert.equal(headers["x-robots-tag"], "noindex, noarchive");
        assert.equal(headers["cache-control"], "no-store");
        assert.ok(!body.includes(id));
        pages.add(body);
      }
    const [page = ""] = pages;
    assert.equal(pages.size, 1);
    assert.match(page, /<title>OpenCode Share<\/title>/);
    assert.match(page, /<meta name="robots" content="noindex, noarchive"/);
    assert.doesNotMatch(page, /Secret|plan|ses_sample|Ann|acme|og:|twitter:|description/);
  });
});

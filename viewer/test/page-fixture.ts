import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { launchBrowser } from "../../fixtures/browser.ts";
import type { LiveFrame } from "../../protocol/live.ts";
import { bundlePage } from "./bundle.ts";
import { SHARE_ID } from "./sample.ts";
import { type Refusal, ShareServer } from "./share-server.ts";

/** The built page in a real browser, in front of a server that plays what a test says. */
export class PageFixture {
  readonly server: ShareServer;
  readonly url: string;
  /** Errors of scripts in the pages so far. What they did against their content policy, the browser tells at its end. */
  readonly problems: string[] = [];
  /** Addresses outside of the server that the pages asked for. */
  readonly strangers: string[] = [];
  readonly #browser: Browser;

  private constructor(server: ShareServer, url: string, browser: Browser) {
    this.server = server;
    this.url = url;
    this.#browser = browser;
  }

  static async create(base = "", files = bundlePage()): Promise<PageFixture> {
    const server = new ShareServer(await files, base);
    const url = await server.listen();
    return new PageFixture(server, url, await launchBrowser());
  }

  async dispose(): Promise<void> {
    await this.#browser.close().finally(() => this.server.close());
  }

  /** Opens the page on a share that begins with these frames. */
  async open(
    frames: readonly LiveFrame[],
    options: BrowserContextOptions & { path?: string; refusal?: Refusal } = {},
  ): Promise<Page> {
    const { path = `/share/${SHARE_ID}`, refusal, ...context } = options;
    this.server.opening = frames;
    this.server.refusal = refusal;
    this.server.asked.length = 0;
    const page = await this.#browser.newPage(context);
    page.on("pageerror", ({ message }) => this.problems.push(message));
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(this.url) && !url.startsWith("data:image/")) this.strangers.push(url);
    });
    await page.goto(this.url + path);
    return page;
  }
}

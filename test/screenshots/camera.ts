import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page, PageScreenshotOptions } from "playwright-core";
import { readPng } from "../../tools/png/pixels.ts";
import { smallPng } from "../../tools/png/small-png.ts";
import { root } from "../../tools/root.ts";

/** How a picture's product looks; the name stands in the file's. */
export type Look = "light" | "dark" | "contrast";

export const LOOKS: readonly Look[] = ["light", "dark", "contrast"];

/** What makes VS Code look so. */
export const settingsFor = (look: Look) =>
  look === "contrast" ? { "workbench.colorTheme": "Default High Contrast" } : {};
export const themeFor = (look: Look) => (look === "light" ? "light" : "dark");

/** How long to wait for what is to be taken: pictures may be slow, ms. */
export const PATIENCE_MS = 120_000;
/** How long what is shown may go on moving, ms. */
const SETTLE_MS = 400;

const STILL = { animations: "disabled" } as const;

/** A part of a page, px. */
export type Rectangle = NonNullable<PageScreenshotOptions["clip"]>;

/** Takes pictures, of one look where there are several, into a folder of `docs/images`. */
export class Camera {
  readonly #folder: string;
  readonly #suffix: string;

  constructor(folder: string, look?: Look) {
    this.#folder = join(root, "docs/images", folder);
    this.#suffix = look ? `-${look}` : "";
    mkdirSync(this.#folder, { recursive: true });
  }

  /** Takes one when everything has come to rest, the mouse out of the way. */
  async take(what: Page | Locator, name: string): Promise<void> {
    const page = "page" in what ? what.page() : what;
    await page.mouse.move(0, 0);
    await this.#keep(page, name, () => what.screenshot(STILL));
  }

  /** Takes a part of a page, px, with the mouse where it is: for what shows only there. */
  async takePart(page: Page, clip: Rectangle, name: string): Promise<void> {
    await this.#keep(page, name, () => page.screenshot({ ...STILL, clip }));
  }

  async #keep(page: Page, name: string, shoot: () => Promise<Buffer>): Promise<void> {
    await page.waitForTimeout(SETTLE_MS);
    const path = join(this.#folder, `${name}${this.#suffix}.png`);
    writeFileSync(path, smallPng(readPng(await shoot())));
  }
}

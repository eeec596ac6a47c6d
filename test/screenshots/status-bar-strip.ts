import type { Locator, Page } from "playwright-core";
import type { Editor } from "../driver/editor.ts";
import { type Look, themeFor } from "./camera.ts";

const COLOURS = { light: "background:#fff;color:#222", dark: "background:#1f1f1f;color:#ddd" };

/** Collects how the indicator looks in its states, and puts them below each other into one picture. */
export class StatusBarStrip {
  readonly #editor: Editor;
  readonly #rows: string[] = [];

  constructor(editor: Editor) {
    this.#editor = editor;
  }

  /** @param state when it looks as it does now */
  async add(state: string): Promise<void> {
    await this.#editor.unfocus();
    const picture = await this.#editor.indicator.screenshot({ animations: "disabled" });
    const source = `data:image/png;base64,${picture.toString("base64")}`;
    this.#rows.push(`<tr><td><img src="${source}"></td><td>${state}</td></tr>`);
  }

  /** Shows all of them on a page. */
  async show(page: Page, look: Look): Promise<Locator> {
    const style = `font: 13px sans-serif; border-spacing: 12px 6px; ${COLOURS[themeFor(look)]}`;
    await page.setContent(`<table style="${style}">${this.#rows.join("")}</table>`);
    return page.locator("table");
  }
}

import type { Page } from "playwright-core";
import type { Camera, Rectangle } from "./camera.ts";

/** Takes pictures of the side bar with the activity bar beside it. */
export class SideBar {
  readonly #page: Page;
  readonly #camera: Camera;

  constructor(page: Page, camera: Camera) {
    this.#page = page;
    this.#camera = camera;
  }

  /** Drags its edge until it is so wide, px. */
  async widen(width: number): Promise<void> {
    const { mouse } = this.#page;
    const bar = await this.#box();
    const y = bar.y + bar.height / 2;
    await mouse.move(bar.x + bar.width, y);
    await mouse.down();
    await mouse.move(bar.x + width, y);
    await mouse.up();
  }

  /** Takes one when nothing is being loaded, the mouse out of the way. */
  async take(name: string): Promise<void> {
    await this.#page.mouse.move(0, 0);
    await this.takePointed(name);
  }

  /** The same with the mouse where it is. */
  async takePointed(name: string): Promise<void> {
    await this.#page.locator(".part.sidebar .monaco-progress-container.active").first().waitFor(GONE);
    const { x, y, width, height } = await this.#box();
    await this.#camera.takePart(this.#page, { x: 0, y, width: x + width, height }, name);
  }

  async #box(): Promise<Rectangle> {
    const box = await this.#page.locator(".part.sidebar").boundingBox();
    if (!box) throw new Error("there is no side bar");
    return box;
  }
}

const GONE = { state: "detached" } as const;

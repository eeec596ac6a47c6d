import type { FrameLocator, Locator, Page } from "playwright-core";
import { insist } from "./insist.ts";

/** What a person does in a VS Code window, and what they see. */
export class Editor {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /**
   * Runs a command from the palette by its title, as far as it asks no question. The palette closes when a view takes the
   * focus late; it is then opened anew, as a person would.
   */
  async run(title: string): Promise<void> {
    await insist((timeout) => this.#chooseInPalette(title, timeout));
    // What the command asks is asked in the same place: not to be taken for the palette.
    await this.page.waitForFunction(() => {
      const box = document.querySelector<HTMLInputElement>(".quick-input-widget input");
      return !box?.checkVisibility() || !box.value.startsWith(">");
    });
  }

  async #chooseInPalette(title: string, timeout: number): Promise<void> {
    const input = this.page.locator(".quick-input-widget input");
    await this.page.keyboard.press("F1");
    await input.waitFor({ timeout });
    await input.fill(`>${title}`, { timeout });
    await this.line(title).first().click({ timeout });
  }

  /** Shares a session as is proposed to a person who shares for the first time. @returns the link */
  async share(title: string): Promise<string> {
    await this.run("OpenCode: Share Session");
    await this.pick(title);
    await this.pick("Share now — 30 days, live");
    await this.answer("Share");
    await this.notification("is shared. The link is on the clipboard.").waitFor();
    return this.clipboard();
  }

  /** Chooses an entry of the open list. */
  async pick(label: string): Promise<void> {
    await this.line(label).first().click();
  }

  /** An entry of the open list. Rows are used again, and keep what others said in them, hidden. */
  line(text: string | RegExp): Locator {
    const shown = this.page.getByText(text).filter({ visible: true });
    return this.page.locator(".quick-input-list .monaco-list-row").filter({ has: shown });
  }

  /** The same when Enter would choose it. */
  focusedLine(text: string | RegExp): Locator {
    return this.line(text).and(this.page.locator(".focused"));
  }

  /** The title of an open dialog with several steps, when it has a text. */
  step(text: string): Locator {
    return this.page.locator(".quick-input-title", { hasText: text });
  }

  /** Goes one step back in a dialog. */
  async back(): Promise<void> {
    await this.page.locator(".quick-input-left-action-bar .action-label").click();
  }

  /** Presses a key in the open list or box, though something that came late has taken the focus away. */
  async press(key: "Enter" | "Escape"): Promise<void> {
    await this.input.press(key);
  }

  /** Answers the open input box. It stands where the list before it stood, whose filter is not to be taken for it. */
  async type(text: string): Promise<void> {
    await this.page.locator(".quick-input-list").waitFor({ state: "hidden" });
    await this.input.fill(text);
    await this.press("Enter");
  }

  /**
   * Answers where to save a file. The dialog looks into folders while one types, and takes no answer meanwhile.
   * @param proposed what it is called at first
   */
  async saveAs(path: string, proposed: string): Promise<void> {
    await this.page.waitForFunction(
      (name) =>
        document.querySelector<HTMLInputElement>(".quick-input-widget input")?.value.endsWith(name) === true,
      proposed,
    );
    await insist(async (timeout) => {
      await this.input.fill(path, { timeout });
      await this.input.press("Enter", { timeout });
      await this.input.waitFor({ state: "hidden", timeout });
    });
  }

  /** Opens a link by its command. What is on the clipboard is suggested there, and must not replace what is typed. */
  async openLink(link: string): Promise<void> {
    await this.run("OpenCode: Open Shared Session");
    await this.step("Open Shared Session").waitFor();
    await this.type(link);
  }

  /** Resolves when the window has written down that a tab is open whose state has a text: it does so when it is idle. */
  async remembersTab(text: string): Promise<void> {
    await this.page.waitForFunction(
      async (wanted) => {
        const done = <T>(request: IDBRequest<T>) =>
          new Promise<T>((resolve, reject) => {
            request.onsuccess = () => resolve(request.result);
            request.onerror = () => reject(request.error);
          });
        for (const { name = "" } of await indexedDB.databases()) {
          if (!name.startsWith("vscode-web-state-db") || name.endsWith("-global")) continue;
          const database = await done(indexedDB.open(name));
          const values = await done(database.transaction("ItemTable").objectStore("ItemTable").getAll());
          database.close();
          if (
            values.some((value) => String(value).includes("sharedSession") && String(value).includes(wanted))
          )
            return true;
        }
        return false;
      },
      text,
      { polling: 500 },
    );
  }

  /** Where a text is asked for. */
  get input(): Locator {
    return this.page.locator(".quick-input-widget input");
  }

  /** The open modal question. */
  get dialog(): Locator {
    return this.page.locator(".monaco-dialog-box");
  }

  async answer(button: string): Promise<void> {
    await this.dialog.getByRole("button", { name: button, exact: true }).click();
  }

  /** A notification that contains a text. */
  notification(text: string | RegExp): Locator {
    return this.page.locator(".notification-list-item", { hasText: text });
  }

  /** Answers a notification. */
  async choose(text: string | RegExp, button: string): Promise<void> {
    await this.notification(text).getByRole("button", { name: button, exact: true }).click();
  }

  /** Opens the Accounts menu, whose entries are `menuItem`s. */
  async openAccounts(): Promise<void> {
    await this.page.locator(".activitybar .action-label[aria-label^='Accounts']").click();
  }

  /** An entry of the open menu. */
  menuItem(name: string | RegExp): Locator {
    return this.page.getByRole("menuitem", { name });
  }

  /** Chooses an entry of the open menu. A button that comes up within 100 ms after the menu has opened chooses nothing. */
  async pickInMenu(name: string): Promise<void> {
    await this.menuItem(name).click({ delay: 150 });
  }

  /** The share indicator in the status bar. */
  get indicator(): Locator {
    return this.page.locator(".statusbar-item[id*='opencode.share']");
  }

  /** Clicks where nothing is, so that nothing looks chosen or pointed at. */
  async unfocus(): Promise<void> {
    await this.page
      .locator(".editor-group-container")
      .first()
      .click({ position: { x: 40, y: 120 } });
  }

  clipboard(): Promise<string> {
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  /** The document inside the visible viewer panel. */
  get viewer(): FrameLocator {
    return this.page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
  }
}

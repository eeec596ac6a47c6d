import { launchWorkbench, type Workbench, type WorkbenchOptions } from "../../tools/vscode/workbench.ts";
import { activationTimes } from "./activation.ts";
import { firstListMs, leaveViews } from "./first-list.ts";
import { hostMemoryMb } from "./host-memory.ts";

const MARK = "OPENCODE_SHARE_BENCH";

/** A VS Code window that is opened anew again and again, and what was measured in it. */
export class MeasuredWindow {
  readonly #mark: string;
  readonly #workbench: Workbench;
  /** Loading and calling the extension, ms. */
  readonly activation: number[] = [];
  /** From the click to the first session, ms. */
  readonly list: number[] = [];
  /** Of the extension host alone, MB. */
  readonly memory: number[] = [];

  constructor(mark: string, workbench: Workbench) {
    this.#mark = mark;
    this.#workbench = workbench;
  }

  /** @param name tells this window's processes from others' */
  static async launch(name: string, options: WorkbenchOptions): Promise<MeasuredWindow> {
    const workbench = await launchWorkbench({ ...options, env: { [MARK]: name } });
    return new MeasuredWindow(`${MARK}=${name}`, workbench);
  }

  /** Opens it anew, without looking at anything. */
  async open(): Promise<void> {
    await this.#workbench.page.reload({ waitUntil: "commit" });
    await this.#workbench.page.locator(".monaco-workbench").waitFor();
  }

  /** Opens it anew, and shows the list of sessions for a moment: a window opens the next time as it was left. */
  async openAndList(): Promise<void> {
    const { ours } = await activationTimes(this.#workbench, 1);
    this.activation.push(...ours);
    this.list.push(await firstListMs(this.#workbench.page));
    await leaveViews(this.#workbench.page);
  }

  weigh(): void {
    this.memory.push(hostMemoryMb(this.#mark));
  }

  /** Without the first round, which warms up. */
  forgetFirst(): void {
    for (const figures of [this.activation, this.list, this.memory]) figures.shift();
  }

  stop(): Promise<void> {
    return this.#workbench.stop();
  }
}

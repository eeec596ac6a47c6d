import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { bundlePage } from "./bundle.ts";

/** What the service that a test started has: shares by what they are for, and the cookies of people who are signed in. */
export interface Served {
  readonly url: string;
  readonly password: string;
  /** Of Ann, whose shares they are. */
  readonly token: string;
  readonly shares: Readonly<
    Record<"org" | "people" | "password" | "guessed" | "views" | "viewsOfTabs" | "viewsUnkept", string>
  >;
  readonly cookies: Readonly<
    Record<"ann" | "bob" | "eve", { readonly name: string; readonly value: string }>
  >;
}

const SERVE = join(import.meta.dirname, "../../service/testing/serve-page.ts");

/** The real service with the page as it ships, in a process of its own. */
export class RealService {
  readonly served: Served;
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(served: Served, child: ChildProcess, folder: string) {
    this.served = served;
    this.#child = child;
    this.#folder = folder;
  }

  /** @param publicUrl what links begin with; unless given, its own address */
  static async start(publicUrl?: string): Promise<RealService> {
    const folder = mkdtempSync(join(tmpdir(), "share-page-"));
    for (const [path, { body }] of await bundlePage()) writeFileSync(join(folder, basename(path)), body);
    const args = [SERVE, folder, ...(publicUrl === undefined ? [] : [publicUrl])];
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", ...args], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const lines = createInterface({ input: child.stdout });
    const ended = once(child, "exit").then(() => Promise.reject(new Error("the service has ended")));
    const [line] = (await Promise.race([once(lines, "line"), ended])) as [string];
    ended.catch(() => undefined);
    return new RealService(JSON.parse(line) as Served, child, folder);
  }

  async stop(): Promise<void> {
    const exit = once(this.#child, "exit");
    this.#child.stdin?.end();
    await exit;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

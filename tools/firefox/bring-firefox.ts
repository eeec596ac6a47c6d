import { existsSync } from "node:fs";
import { join } from "node:path";
import { npm } from "../bootstrap/npm.mjs";
import { unpackPackages } from "../debian/unpack-packages.ts";
import { withProgress } from "../terminal/progress.ts";

/** The newest that can drive a Firefox ESR: later ones begin with orders that it does not know. */
const DRIVER = "1.60.0";

/**
 * The folder `.cache/firefox`: Debian's Firefox ESR, and a playwright-core that can drive it.
 * @throws Error that says what is missing
 */
export async function bringFirefox(root: string): Promise<string> {
  const folder = join(root, ".cache/firefox");
  await unpackPackages(join(folder, "debian"), {
    names: ["firefox-esr"],
    what: "Firefox ESR (once, 70 MB)",
    byHand: "please run this on Debian or a kin of it that has firefox-esr",
  });
  const driver = join(folder, DRIVER);
  if (!existsSync(join(driver, "node_modules/playwright-core")))
    await withProgress(`Fetching playwright-core ${DRIVER} (once, 10 MB)`, () =>
      npm(["install", "--no-save", "--ignore-scripts", "--prefix", driver, `playwright-core@${DRIVER}`], {
        cwd: root,
      }),
    );
  return folder;
}

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolders } from "../temporary-folder.ts";
import { type DamageKind, damages } from "./damage.ts";
import { fillFolder, type GuardedFolder, openService, writeOldForm } from "./guarded-folder.ts";
import { damageAtRandom, type Report } from "./rounds.ts";
import { whoMayRead } from "./who-may-read.ts";

/** What a folder of an earlier version can notice: it has no numbers. */
const VISIBLE: readonly DamageKind[] = ["flip"];

/** Whatever happens to the files of a data folder, it opens nothing to anybody. */
export function describeDamage({ seed, rounds }: { readonly seed: number; readonly rounds: number }): void {
  describe("a damaged data folder", function () {
    this.timeout(0);
    const newFolder = temporaryFolders();
    const newFilled = async () => {
      const folder = join(newFolder(), "data");
      mkdirSync(folder);
      return fillFolder(folder);
    };
    const oldFormOf = (filled: GuardedFolder): GuardedFolder => {
      const folder = `${filled.folder}-old`;
      const olderFolder = `${filled.folder}-old-older`;
      writeOldForm(filled.folder, folder);
      writeOldForm(filled.olderFolder, olderFolder);
      return { ...filled, folder, olderFolder };
    };

    it("opens nothing to anybody, and says what is wrong", async () => {
      tell(
        "written by this version",
        await damageAtRandom(await newFilled(), { seed, count: Math.ceil(rounds * 0.7), most: 3 }),
      );
    });

    it("opens nothing that an earlier version wrote and this one has read", async () => {
      const old = oldFormOf(await newFilled());
      const service = await openService(old.folder, () => old.now);
      await whoMayRead(service, old);
      await service.close();
      const count = Math.floor(rounds * 0.15);
      tell(
        "read by this version",
        await damageAtRandom(old, { seed: seed + 1e6, count, most: 2, kinds: kindsOfUpgraded }),
      );
    });

    it("opens nothing that an earlier version wrote, where that can be seen", async () => {
      const old = oldFormOf(await newFilled());
      const count = Math.floor(rounds * 0.15);
      tell(
        "as an earlier version wrote it",
        await damageAtRandom(old, { seed: seed + 2e6, count, most: 1, kinds: VISIBLE }),
      );
    });
  });
}

/** Its older folder is one of the earlier version: the files of a share in it are whole. */
const kindsOfUpgraded = damages.filter((kind) => kind !== "older");

/** Written to the file that FAULTS_REPORT names. */
function tell(title: string, report: Report): void {
  const { FAULTS_REPORT } = process.env;
  if (FAULTS_REPORT !== undefined)
    writeFileSync(FAULTS_REPORT, `${JSON.stringify({ title, ...report })}\n`, { flag: "a" });
}

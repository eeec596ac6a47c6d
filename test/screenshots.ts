// Takes the pictures in docs/images from the running product: `npm run screenshots [-- readme dialog people viewers views]`.
import { join } from "node:path";
import { packageExtension } from "../tools/packaging.ts";
import { runScript } from "../tools/process/run-script.ts";
import { makeTempFolder } from "../tools/process/temp-folder.ts";
import { LOOKS } from "./screenshots/camera.ts";
import { shootPeople } from "./screenshots/people.ts";
import { shootReadme } from "./screenshots/readme.ts";
import { shootShareDialog } from "./screenshots/share-dialog.ts";
import { shootViewers } from "./screenshots/viewers.ts";
import { shootViews } from "./screenshots/views.ts";

const kinds = {
  readme: shootReadme,
  async dialog(vsix: string) {
    for (const look of LOOKS) await shootShareDialog(vsix, look);
  },
  async people(vsix: string) {
    for (const look of LOOKS) await shootPeople(vsix, look);
  },
  async viewers(vsix: string) {
    for (const look of ["light", "dark"] as const) await shootViewers(vsix, look);
  },
  async views(vsix: string) {
    for (const look of LOOKS) await shootViews(vsix, look);
  },
};

const chosen = process.argv.slice(2);

await runScript(async () => {
  const temp = makeTempFolder("screenshots");
  const vsix = await packageExtension(join(temp.path, "extension.vsix"));
  for (const [name, shoot] of Object.entries(kinds))
    if (chosen.length === 0 || chosen.includes(name)) await shoot(vsix);
  temp.remove();
});

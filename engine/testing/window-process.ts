// One window in a process of its own, for tests that kill or freeze it. Says “ready” when it has taken up its shares.
import { SecretFiles } from "../registry/secret-files.ts";
import { TestWindow } from "./test-window.ts";

const [globalStorage = "", storagePath = "", secretsFolder = ""] = process.argv.slice(2);
const window = new TestWindow({ globalStorage, storagePath, secrets: new SecretFiles(secretsFolder) });
window.sharing.onDidChange(() => {
  const shares = window.sharing.list();
  const isHere = shares.some(({ isElsewhere }) => !isElsewhere);
  if (!isHere) process.stdout.write("elsewhere\n");
  else if (shares.every(({ status }) => status.phase === "synced")) process.stdout.write("synced\n");
});
await window.follow();
process.stdout.write("ready\n");
// Lives until it is killed.
setInterval(() => {}, 3_600_000);

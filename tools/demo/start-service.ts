import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { type ProcessGroup, startGroup } from "../process/process-group.ts";
import { root } from "../root.ts";
import type { DemoFolders } from "./demo-folders.ts";
import { KeptPorts } from "./kept-ports.ts";

/** Where the service listens unless that port is taken. */
const USUAL_PORT = 4747;

/** The running service of the demo. */
export interface DemoService {
  readonly url: string;
  /** Where it was at the start before. */
  readonly lastUrl: string;
  readonly group: ProcessGroup;
}

/** Starts the built service on its embedded store. @throws Error with what it printed, when it does not come up */
export async function startDemoService(folders: DemoFolders): Promise<DemoService> {
  const { serviceData, serviceLog } = folders;
  const ports = new KeptPorts(folders.ports);
  const last = ports.last("service");
  const port = await ports.choose("service", USUAL_PORT);
  const env = {
    ...process.env,
    SHARE_HOST: "127.0.0.1",
    SHARE_PORT: String(port),
    SHARE_DATA_DIR: serviceData,
    SHARE_PUBLIC_URL: "",
    SHARE_DATABASE_URL: "",
  };
  const main = join(root, "dist/service/main.js");
  const group = startGroup(process.execPath, [main], { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  const log = createWriteStream(serviceLog);
  group.child.stdout?.pipe(log, { end: false });
  group.child.stderr?.pipe(log, { end: false });
  try {
    const url = await listeningUrl(group);
    ports.keep("service", url);
    return { url, lastUrl: last ? url.replace(/:\d+$/, `:${last}`) : url, group };
  } catch (error) {
    await group.stop();
    throw error;
  }
}

function listeningUrl({ child, exited }: ProcessGroup): Promise<string> {
  let printed = "";
  return new Promise((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      printed += chunk;
      const match = /^listening on (\S+)$/m.exec(printed);
      if (match?.[1]) resolve(match[1]);
    };
    child.stdout?.on("data", hear);
    child.stderr?.on("data", hear);
    exited.then(
      (code) => reject(new Error(`The service ended with code ${code}:\n${printed}`)),
      (error: Error) => reject(error),
    );
  });
}

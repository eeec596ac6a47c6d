import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import * as z from "zod";
import type { Disposable } from "../../../../primitives/disposable.ts";
import { hasErrno } from "../../../../primitives/errno.ts";
import { readRegularFile, SHORT_FILE_BYTES } from "../../regular-file.ts";
import { reportOnce } from "../../report-once.ts";
import type { Report, WatchFiles } from "../../session-source.ts";
import { type KnownServer, loopbackOrigin, type ServerFinder, STANDARD_USER } from "./known-server.ts";

export interface ServiceFileDeps {
  readonly env: NodeJS.ProcessEnv;
  /** The user's home folder, if not the one the system names. */
  readonly home?: string;
  readonly watchFiles: WatchFiles;
  /** Hears, once each, why a service that is named is not followed. */
  readonly report: Report;
}

const FILE = "service.json";
const EVENT_PATH = "/api/event";

const fileSchema = z.object({
  url: z.string(),
  pid: z.int().positive(),
  password: z.string().min(1).optional(),
});

/** The file in which the background service of 2.x says where it is, and its password. */
export class ServiceFile implements ServerFinder {
  readonly #folder: string;
  readonly #watchFiles: WatchFiles;
  readonly #report: Report;

  constructor({ env, home = homedir(), watchFiles, report }: ServiceFileDeps) {
    const state = env.XDG_STATE_HOME;
    this.#folder = join(state && isAbsolute(state) ? state : join(home, ".local", "state"), "opencode");
    this.#watchFiles = watchFiles;
    this.#report = reportOnce(report);
  }

  /** A file that a dead service left behind names nobody: its port may be somebody else's now. */
  async find(): Promise<readonly KnownServer[]> {
    const file = await this.#read();
    if (!file || !isRunning(file.pid)) return [];
    const origin = loopbackOrigin(file.url);
    if (origin === undefined) {
      this.#report("opencode's service is not followed: its address is not one of this machine.");
      return [];
    }
    const login =
      file.password === undefined ? {} : { login: { user: STANDARD_USER, password: file.password } };
    return [{ origin, paths: [EVENT_PATH], ...login }];
  }

  watch(onDidChange: () => void): Disposable {
    return this.#watchFiles(this.#folder, FILE, () => onDidChange());
  }

  /** No error says what stands in the file: there is a password in it. */
  async #read(): Promise<z.infer<typeof fileSchema> | undefined> {
    const path = join(this.#folder, FILE);
    const text = await readRegularFile(path, SHORT_FILE_BYTES).catch(() => undefined);
    if (text === undefined) return undefined;
    try {
      return fileSchema.parse(JSON.parse(text));
    } catch {
      this.#report(`${path} is passed over: it does not say where opencode's service is.`);
      return undefined;
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process is one, too.
    return hasErrno(error, "EPERM");
  }
}

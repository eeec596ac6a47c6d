import { join } from "node:path";

/** Where `npm start` keeps what it makes; nothing of it lies outside the repository. */
export interface DemoFolders {
  readonly base: string;
  /** The project that the sample session is about. */
  readonly workspace: string;
  /** Plays `~/.local/share/opencode`. */
  readonly storage: string;
  /** The service's data. */
  readonly serviceData: string;
  readonly serviceLog: string;
  /** A VS Code profile of its own. */
  readonly userData: string;
  readonly extensions: string;
  /** Remembers what is shared, by `npm start` and by its VS Code; only its user may read it. */
  readonly state: string;
  /** Remembers the ports. */
  readonly ports: string;
  /** Says that `npm start` runs. */
  readonly running: string;
}

/** The demo's places below a folder. */
export function demoFolders(base: string): DemoFolders {
  return {
    base,
    workspace: join(base, "workspace"),
    storage: join(base, "opencode"),
    serviceData: join(base, "data"),
    serviceLog: join(base, "service.log"),
    userData: join(base, "vscode/user-data"),
    extensions: join(base, "vscode/extensions"),
    state: join(base, "state"),
    ports: join(base, "ports.json"),
    running: join(base, "running.json"),
  };
}

import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { WAIT_MS } from "../../fixtures/limits.ts";
import { type ProcessGroup, startGroup } from "../process/process-group.ts";
import type { CodeServer } from "./code-server.ts";
import { startSignpost } from "./signpost.ts";

/** What would make it take another port, ask for a password, talk to an outer VS Code, or read the sessions of its user. */
const LEFT_OUT = [
  "PORT",
  "PASSWORD",
  "HASHED_PASSWORD",
  "VSCODE_IPC_HOOK_CLI",
  "ELECTRON_RUN_AS_NODE",
  "OPENCODE_DB",
  "NODE_OPTIONS",
];

export interface CodeServerOptions {
  /** Holds what the server keeps beside its user data, and the XDG folders that its extensions see. */
  readonly workFolder: string;
  readonly userDataDir: string;
  readonly extensionsDir: string;
  /** Lets the address name an extension to develop or to test; then notifications stay silent. */
  readonly smokeDriver: boolean;
  /** Where it listens; by default where nobody does. */
  readonly port?: number;
  /** For the server and its extension host; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
}

/** A running code-server, only for this machine. */
export interface RunningCodeServer {
  readonly origin: string;
  readonly group: ProcessGroup;
}

/** Starts code-server. @throws Error with its output when it does not come up */
export async function startCodeServer(
  { node, entry }: CodeServer,
  options: CodeServerOptions,
): Promise<RunningCodeServer> {
  const signpost = await startSignpost();
  const group = startGroup(node, [entry, ...serverArguments(options)], {
    env: { ...serverEnv(options), VSCODE_PROXY_URI: signpost.template },
    stdio: ["ignore", "pipe", "pipe"],
  });
  void group.exited.catch(() => {}).finally(signpost.close);
  try {
    return { origin: await listeningOrigin(group), group };
  } catch (error) {
    await group.stop();
    throw error;
  }
}

/** Installs an extension file into an extensions folder. @throws Error with code-server's output */
export function installVsix({ node, entry }: CodeServer, options: CodeServerOptions, vsix: string): void {
  const args = [entry, ...folders(options), "--install-extension", vsix];
  const { status, stdout, stderr } = spawnSync(node, args, { env: serverEnv(options), encoding: "utf8" });
  if (status !== 0) throw new Error(`${vsix} could not be installed:\n${stdout}${stderr}`);
}

function folders({ workFolder, userDataDir, extensionsDir }: CodeServerOptions): string[] {
  const config = join(workFolder, "config.yaml");
  for (const folder of [workFolder, userDataDir, extensionsDir]) mkdirSync(folder, { recursive: true });
  writeFileSync(config, "auth: none\n");
  return ["--config", config, "--user-data-dir", userDataDir, "--extensions-dir", extensionsDir];
}

function serverArguments(options: CodeServerOptions): string[] {
  return [
    ...folders(options),
    ...["--auth", "none", "--bind-addr", `127.0.0.1:${options.port ?? 0}`, "--ignore-last-opened"],
    ...["--disable-telemetry", "--disable-update-check"],
    ...["--disable-getting-started-override", "--disable-proxy"],
    ...(options.smokeDriver ? ["--vscode-option", "enable-smoke-test-driver"] : []),
  ];
}

function serverEnv({ workFolder, env }: CodeServerOptions): NodeJS.ProcessEnv {
  const xdg = join(workFolder, "xdg");
  // Whoever runs the tests has a home with sessions of their own.
  const home = join(workFolder, "home");
  mkdirSync(home, { recursive: true });
  const result: NodeJS.ProcessEnv = {
    ...process.env,
    EXTENSIONS_GALLERY: "{}",
    HOME: home,
    USERPROFILE: home,
    XDG_DATA_HOME: xdg,
    XDG_CONFIG_HOME: xdg,
    XDG_STATE_HOME: xdg,
  };
  for (const name of LEFT_OUT) delete result[name];
  return { ...result, ...env };
}

function listeningOrigin({ child, exited }: ProcessGroup): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = "";
    const fail = (why: string) => reject(new Error(`code-server ${why}\n${output}`));
    const timer = setTimeout(() => fail("did not listen in time"), WAIT_MS);
    const hear = (chunk: Buffer) => {
      output += chunk;
      const match = /listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(output);
      if (match?.[1]) settle(() => resolve(match[1] as string));
    };
    const settle = (how: () => void) => {
      clearTimeout(timer);
      child.stdout?.off("data", hear).resume();
      child.stderr?.off("data", hear).resume();
      how();
    };
    child.stdout?.on("data", hear);
    child.stderr?.on("data", hear);
    exited.then(
      (code) => settle(() => fail(`ended with code ${code}`)),
      (error: Error) => settle(() => fail(error.message)),
    );
  });
}

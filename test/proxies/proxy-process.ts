import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { delimiter, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type ProcessGroup, startGroup } from "../../tools/process/process-group.ts";
import { makeTempFolder, type TempFolder } from "../../tools/process/temp-folder.ts";

export type ProxyName = "nginx" | "caddy" | "apache";

/** What is written around a site so that a proxy runs in a folder of its own, and how it is started there. */
interface ProxyKind {
  readonly command: string;
  frame(site: string, folder: string): string;
  args(file: string, folder: string): readonly string[];
}

/** Unpacked by the suite's need; what the machine has installed itself lies below `/`. */
const UNPACKED = process.env.PROXIES_PATH ?? "/";
const ROOTS = [UNPACKED, "/"];
const PROGRAMS = ROOTS.flatMap((root) => [join(root, "usr/sbin"), join(root, "usr/bin")]);
const LIBRARIES = { x64: "x86_64-linux-gnu", arm64: "aarch64-linux-gnu" }[process.arch as string] ?? "";

/** Where a proxy and what it loads are looked for. */
const SEARCHED = {
  PATH: [...PROGRAMS, process.env.PATH].join(delimiter),
  LD_LIBRARY_PATH: [join(UNPACKED, "usr/lib", LIBRARIES), join(UNPACKED, "lib", LIBRARIES)].join(delimiter),
};

const apacheModules = () =>
  ROOTS.map((root) => join(root, "usr/lib/apache2/modules")).find((folder) => existsSync(folder)) ?? "";
const APACHE_MODULES = ["mpm_event", "authz_core", "alias", "headers", "proxy", "proxy_http", "ssl"];

/** Either the one that the suite's need names, or Debian's. */
const NGINX = process.env.NGINX_PATH ?? "nginx";
/** Those of nginx's modules that keep files while requests run; a build may lack some of them. */
const BUFFERING_MODULES = ["fastcgi", "uwsgi", "scgi"];

// Beyond folders and ports, the frames set nothing but what the file that a proxy comes with sets: limits and timeouts are
// those that people get.
const kinds: Readonly<Record<ProxyName, ProxyKind>> = {
  nginx: {
    command: NGINX,
    frame: (site, folder) => `
daemon off;
master_process off;
pid ${folder}/pid;
events { worker_connections 1024; }
http {
  default_type application/octet-stream;
  sendfile on;
  keepalive_timeout 65;
  access_log off;
  ${["client_body", "proxy", ...nginxModules(BUFFERING_MODULES)].map((of) => `${of}_temp_path ${folder}/${of};`).join("\n")}
  ${site}
}`,
    args: (file, folder) => ["-e", "stderr", "-p", folder, "-c", file],
  },
  caddy: {
    command: "caddy",
    frame: (site) => `{\n\tadmin off\n}\n${site}`,
    args: (file) => ["run", "--adapter", "caddyfile", "--config", file],
  },
  apache: {
    command: "apache2",
    frame: (site, folder) => `
ServerRoot ${folder}
DefaultRuntimeDir ${folder}
PidFile ${folder}/pid
ErrorLog ${folder}/error.log
User nobody
Group nogroup
${APACHE_MODULES.map((name) => `LoadModule ${name}_module ${apacheModules()}/mod_${name}.so`).join("\n")}
${site}`,
    args: (file) => ["-D", "FOREGROUND", "-f", file],
  },
};

/** Those of some modules that this nginx was built with. */
function nginxModules(names: readonly string[]): readonly string[] {
  const { stderr } = spawnSync(NGINX, ["-V"], { encoding: "utf8", env: SEARCHED });
  return names.filter((name) => !stderr.includes(`--without-http_${name}_module`));
}

/** A real reverse proxy, with its stock settings and a site; it ends at the latest when this process does. */
export class ProxyProcess {
  readonly #group: ProcessGroup;
  readonly #folder: TempFolder;

  private constructor(group: ProcessGroup, folder: TempFolder) {
    this.#group = group;
    this.#folder = folder;
  }

  /** Starts it and waits until it listens. @throws Error with what it printed, when it ends instead */
  static async start(name: ProxyName, site: string, port: number): Promise<ProxyProcess> {
    const { command, frame, args } = kinds[name];
    const folder = makeTempFolder(name);
    const file = join(folder.path, "proxy.conf");
    writeFileSync(file, frame(site, folder.path));
    mkdirSync(join(folder.path, "home"));
    const group = startGroup(command, args(file, folder.path), {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...SEARCHED, HOME: join(folder.path, "home") },
    });
    let printed = "";
    const keep = (data: Buffer) => {
      printed += data;
    };
    group.child.stdout?.on("data", keep);
    group.child.stderr?.on("data", keep);
    let hasEnded = false;
    const ended = group.exited.finally(() => {
      hasEnded = true;
    });
    ended.catch(() => {});
    while (!hasEnded && !(await listens(port))) await delay(20);
    const proxy = new ProxyProcess(group, folder);
    if (!hasEnded) return proxy;
    const log = join(folder.path, "error.log");
    if (existsSync(log)) printed += readFileSync(log, "utf8");
    await proxy.stop();
    throw new Error(`${name} ended with ${await ended}:\n${printed}`);
  }

  async stop(): Promise<void> {
    await this.#group.stop();
    this.#folder.remove();
  }
}

/** A port that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

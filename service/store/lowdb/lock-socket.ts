import { createHash } from "node:crypto";
import { open, realpath, rm, stat } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { hasErrno } from "../../../primitives/errno.ts";

/** Longest path that every system takes for a socket, in bytes. */
const MAX_SOCKET_PATH = 100;
/** Clearing an abandoned socket takes some ms; a mark older than this is itself abandoned, ms. */
const LONGEST_CLEARING_MS = 5_000;
const CLEARING_POLL_MS = 20;

/** Makes a server listen; rejects as the system does. */
export type Listen = (server: Server, path: string) => Promise<void>;

/**
 * What came of listening in a folder: `none`, where no socket can be made; `taken`, by a process that answers; `mine`,
 * with the identity of the socket, and of the one in its place that nobody answered on.
 */
export type Listening =
  | { readonly kind: "none" | "taken" }
  | {
      readonly kind: "mine";
      readonly server: Server;
      readonly id: string;
      readonly abandoned: string | undefined;
    };

/**
 * Listens for a folder. The system lets go of a socket however its process ends, so this tells at once whether another
 * process of this system has it; one that runs elsewhere is not reached.
 */
export async function listenIn(folder: string, listen: Listen = listenAt): Promise<Listening> {
  const path = await socketPath(folder);
  const server = await tryToListen(path, listen);
  if (server === "unsupported") return { kind: "none" };
  const found = server ? { server, abandoned: undefined } : await takeAbandoned(path, listen);
  return found ? { kind: "mine", ...found, id: await identityOf(path) } : { kind: "taken" };
}

async function socketPath(folder: string): Promise<string> {
  const real = await realpath(folder);
  const hash = createHash("sha256").update(real).digest("hex").slice(0, 32);
  if (process.platform === "win32") return `\\\\.\\pipe\\opencode-share-${hash}`;
  const inside = join(real, "lock.sock");
  return Buffer.byteLength(inside) <= MAX_SOCKET_PATH
    ? inside
    : join(tmpdir(), `opencode-share-${hash}.sock`);
}

/**
 * Which socket a path names. While a process listens on one, the system gives its number to no other. A pipe of Windows
 * has none, and nobody but its process can remove it.
 */
async function identityOf(path: string): Promise<string> {
  if (process.platform === "win32") return path;
  return stat(path).then(
    ({ dev, ino }) => `${dev}:${ino}`,
    () => "gone",
  );
}

const listenAt: Listen = (server, path) =>
  new Promise((resolve, reject) => {
    server.once("error", reject).listen(path, resolve);
  });

/** Undefined when the name is taken. */
async function tryToListen(path: string, listen: Listen): Promise<Server | "unsupported" | undefined> {
  const server = createServer((socket) => socket.destroy());
  try {
    await listen(server, path);
    return server.unref();
  } catch (error) {
    return hasErrno(error, "EADDRINUSE") ? undefined : "unsupported";
  }
}

/**
 * Listens where a dead process did; undefined when one that lives has the name. Only the taker who made the
 * mark removes the socket, and asks again before: so nobody removes one that another taker has just made.
 */
async function takeAbandoned(
  path: string,
  listen: Listen,
): Promise<{ server: Server; abandoned: string } | undefined> {
  const mark = `${path}.clearing`;
  while (process.platform !== "win32" && !(await answers(path))) {
    if (!(await makeMark(mark))) continue;
    try {
      const abandoned = await identityOf(path);
      if ((await answers(path)) || abandoned !== (await identityOf(path))) return undefined;
      await rm(path, { force: true });
      const server = await tryToListen(path, listen);
      return server === undefined || server === "unsupported" ? undefined : { server, abandoned };
    } finally {
      await rm(mark, { force: true });
    }
  }
  return undefined;
}

/** True when this taker made the mark; otherwise waits a moment, and removes one that was left behind. */
async function makeMark(mark: string): Promise<boolean> {
  const file = await open(mark, "wx").catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  if (file) {
    await file.close();
    return true;
  }
  const age = await stat(mark).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
  if (age > LONGEST_CLEARING_MS) await rm(mark, { force: true });
  await delay(CLEARING_POLL_MS);
  return false;
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

import { createHash } from "node:crypto";
import { open, realpath, rm, stat } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** Longest path that every system takes for a socket, in bytes. */
const MAX_SOCKET_PATH = 100;
/** Clearing an abandoned socket takes some ms; a mark older than this is itself abandoned, ms. */
const LONGEST_CLEARING_MS = 5_000;
const CLEARING_POLL_MS = 20;

/** Another running service has the data folder. */
export class FolderInUseError extends Error {
  readonly folder: string;

  constructor(folder: string) {
    super(
      `Another service is already running on the data folder ${folder}. Stop that one, or choose another folder with SHARE_DATA_DIR.`,
    );
    this.name = "FolderInUseError";
    this.folder = folder;
  }
}

/**
 * The right to use a data folder, held by listening on a socket in it: the system lets go of it
 * however the process ends, and a socket that nobody answers on is what a killed process left behind.
 */
export class FolderLock {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** @throws FolderInUseError */
  static async take(folder: string): Promise<FolderLock> {
    const path = await socketPath(folder);
    const server = (await listen(path)) ?? (await takeAbandoned(path));
    if (!server) throw new FolderInUseError(folder);
    return new FolderLock(server);
  }

  release(): Promise<void> {
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
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

/** Listens, or answers undefined when the name is taken. */
function listen(path: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? resolve(undefined) : reject(error),
    );
    server.listen(path, () => resolve(server.unref()));
  });
}

/**
 * Listens where a dead process did; undefined when one that lives has the name. Only the taker who made the
 * mark removes the socket, and asks again before: so nobody removes one that another taker has just made.
 */
async function takeAbandoned(path: string): Promise<Server | undefined> {
  const mark = `${path}.clearing`;
  while (process.platform !== "win32" && !(await answers(path))) {
    if (!(await makeMark(mark))) continue;
    try {
      if (await answers(path)) return undefined;
      await rm(path, { force: true });
      return await listen(path);
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

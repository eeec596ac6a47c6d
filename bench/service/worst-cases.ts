import { once } from "node:events";
import { stat } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { type OwnerCredentials, ServiceClient } from "../../client/service-client.ts";
import { ServiceError } from "../../client/service-error.ts";
import { ServiceProcess } from "../../fixtures/service-process.ts";
import { partKey } from "../../protocol/keys.ts";
import { routePath, routes } from "../../protocol/routes.ts";
import type { SyncRequest } from "../../protocol/sync.ts";
import { makeTempFolder } from "../../tools/process/temp-folder.ts";
import type { Bench, Row } from "../report/row.ts";
import { short } from "../report/statistics.ts";
import { HealthWatch } from "./health-watch.ts";

const MB = 1024 * 1024;
const LARGE = 40 * MB;
const KEYS = 100_000;
const MOST_STALL_MS = 100;
const MOST_STALL_AT_BODY_LIMIT_MS = 200;
const MOST_MEMORY = 512 * MB;

const key = (n: number) => partKey("ses_bench", "msg_1", `prt_${n}`);
const put = (n: number, text: string) => ({ key: key(n), content: { type: "text", text } });
const append = (n: number, at: number, text: string) => ({
  key: key(n),
  append: { path: ["text"], at, text },
});

/** What one client can do to all others: how long they wait, and how much memory it takes. */
export const worstCases: Bench = {
  name: "worst",
  groups: ["service"],
  async run() {
    const temp = makeTempFolder("bench-worst");
    let service = await ServiceProcess.start({ dataDir: temp.path });
    let watch = new HealthWatch(service);
    const rows: Row[] = [];
    const measure = async (what: string, work: () => Promise<void>, most = MOST_STALL_MS) => {
      const { took, stall } = await watch.during(work);
      const figure = `stall ${short(stall)} ms, took ${short(took)} ms`;
      rows.push({ what, figure, target: `stall ≤ ${most} ms`, isMet: stall <= most });
      process.stderr.write(`\n${what}: ${figure}; peak ${short((watch.peakMemory ?? 0) / MB)} MB`);
    };
    const memory = () => {
      const peak = watch.peakMemory;
      if (peak === undefined) return;
      rows.push({
        what: "  most memory of the service",
        figure: `${short(peak / MB)} MB`,
        target: "≤ 512 MB",
        isMet: peak <= MOST_MEMORY,
      });
    };
    try {
      let client = new ServiceClient(service.url);
      const growing = await client.create({ sessionId: "ses_bench", title: "growing" });
      const text = "x".repeat(LARGE);
      await measure(
        "Put of a text of 40 MB",
        () => send(client, growing, [put(1, text)]),
        MOST_STALL_AT_BODY_LIMIT_MS,
      );
      await measure("64 appends to it, one by one", async () => {
        for (let n = 0; n < 64; n++) await send(client, growing, [append(1, LARGE + n, "+")]);
      });
      await measure("64 appends to it in one batch", () =>
        send(
          client,
          growing,
          Array.from({ length: 64 }, (_, n) => append(1, LARGE + 64 + n, "+")),
        ),
      );
      await measure("25 slow readers of it", () => slowReaders(service.url, growing));
      await measure("Its manifest", async () => void (await client.manifest(growing)));
      const keys = await client.create({ sessionId: "ses_bench", title: "keys" });
      await measure(`${KEYS} tiny keys`, () => fill(client, keys));
      await measure("Manifest of these", async () => void (await client.manifest(keys)));
      await measure("Sync of 10 bytes there", () => send(client, keys, [put(1, "0123456789")]));
      await measure("Deletion of 10,000 of them", () => deleteSome(client, keys));
      const file = join(temp.path, "shares", `${keys.shareId}.jsonl`);
      const before = (await stat(file)).size;
      await measure("100 syncs there", async () => {
        for (let n = 0; n < 100; n++) await send(client, keys, [put(1, `${n}`)]);
      });
      rows.push({
        what: "  bytes that these have added to its file",
        figure: `${(await stat(file)).size - before}`,
      });
      const large = await client.create({ sessionId: "ses_bench", title: "large" });
      for (let n = 0; n < 8; n++) await send(client, large, [put(n, text)]);
      await measure("20 syncs of 10 bytes to 320 MB, and to another share in turn", async () => {
        for (let n = 0; n < 20; n++) {
          await send(client, large, [put(100, `${n} 3456789`)]);
          await send(client, growing, [put(100, `${n} 3456789`)]);
        }
      });
      memory();
      await measure(
        "A body of 57 MB of empty objects",
        () => emptyObjects(client, growing),
        MOST_STALL_AT_BODY_LIMIT_MS,
      );
      await measure("15 bodies of 60 MB that are never finished", () => unfinished(service.url, growing));
      memory();
      await measure(
        "All of these at once",
        async () => {
          const hostile = [emptyObjects(client, large), unfinished(service.url, growing)];
          const reading = [slowReaders(service.url, growing), client.manifest(keys)];
          const small = Array.from({ length: 64 }, (_, n) => put(200 + n, "0123456789"));
          const writing = [send(client, growing, [put(2, text)]), send(client, keys, small)];
          await Promise.all([...hostile, ...reading, ...writing.map(unlessBusy)]);
        },
        MOST_STALL_AT_BODY_LIMIT_MS,
      );
      memory();
      await watch.stop();
      await service.kill();
      service = await ServiceProcess.start({ dataDir: temp.path });
      watch = new HealthWatch(service);
      client = new ServiceClient(service.url);
      await measure("First sync of the growing text after a restart", () =>
        send(client, growing, [append(1, LARGE + 128, "+")]),
      );
      await measure("First sync of the many keys", () => send(client, keys, [put(1, "+")]));
      await measure("First sync of 320 MB", () => send(client, large, [put(100, "+")]));
      memory();
      return rows;
    } finally {
      await watch.stop();
      await service.stop();
      temp.remove();
    }
  },
};

async function send(
  client: ServiceClient,
  share: OwnerCredentials,
  entries: SyncRequest["entries"],
): Promise<void> {
  await client.sync(share, { entries });
}

async function fill(client: ServiceClient, share: OwnerCredentials): Promise<void> {
  for (let from = 0; from < KEYS; from += 64 * 8)
    await Promise.all(
      Array.from({ length: 8 }, (_, lane) =>
        send(
          client,
          share,
          Array.from({ length: 64 }, (_, n) => ({ key: key(from + lane * 64 + n), content: {} })),
        ),
      ),
    );
}

async function deleteSome(client: ServiceClient, share: OwnerCredentials): Promise<void> {
  for (let from = 1000; from < 11_000; from += 64)
    await send(
      client,
      share,
      Array.from({ length: 64 }, (_, n) => ({ key: key(from + n), deleted: true as const })),
    );
}

/** A content that is almost nothing but structure. */
async function emptyObjects(client: ServiceClient, { shareId, secret }: OwnerCredentials): Promise<void> {
  const content = `[${"{},".repeat(19 * MB)}{}]`;
  await unlessBusy(
    client.sync({ shareId, secret }, `{"entries":[{"key":"${key(300)}","content":${content}}]}`),
  );
}

/** The service may say that it has too much to do: that is what protects it. */
async function unlessBusy(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof ServiceError) || error.status !== 503) throw error;
  });
}

/** Announces large bodies and sends nearly all of each, as far as the service takes them. */
async function unfinished(url: string, { shareId, secret }: OwnerCredentials): Promise<void> {
  const { hostname, port, host } = new URL(url);
  const bytes = Buffer.alloc(58 * MB, "x");
  const sockets = Array.from({ length: 15 }, () => {
    const socket = connect(Number(port), hostname).on("error", () => {});
    socket.write(`POST ${routePath(routes.syncShare, shareId)} HTTP/1.1\r\nHost: ${host}\r\n`);
    socket.write(`Authorization: Bearer ${secret}\r\nContent-Type: application/json\r\n`);
    socket.write(`Content-Length: ${60 * MB}\r\n\r\n{"entries":[{"key":"${key(1)}","content":"`);
    socket.write(bytes);
    return socket.resume();
  });
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  for (const socket of sockets) socket.destroy();
}

/** Reads no more than the beginning of the answer, 25 times, and waits as long as it takes to fill what can be filled. */
async function slowReaders(url: string, { shareId }: OwnerCredentials): Promise<void> {
  const { hostname, port, host } = new URL(url);
  const sockets: Socket[] = [];
  for (let n = 0; n < 25; n++) {
    const socket = connect(Number(port), hostname);
    socket.write(`GET ${routePath(routes.readShare, shareId)} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    await once(socket, "readable");
    sockets.push(socket);
  }
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  for (const socket of sockets) socket.destroy();
}

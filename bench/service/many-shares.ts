import { join } from "node:path";
import { ServiceClient } from "../../client/service-client.ts";
import type { ServiceProcess } from "../../fixtures/service-process.ts";
import { routes } from "../../protocol/routes.ts";
import { AdminClient } from "../../service/admin/cli/admin-client.ts";
import { findService } from "../../service/admin/running-service.ts";
import { referenceOf } from "../../service/store/reference.ts";
import { makeTempFolder } from "../../tools/process/temp-folder.ts";
import type { Bench, Row } from "../report/row.ts";
import { median, short, spread } from "../report/statistics.ts";
import { generateShares, ownerOf } from "./generated-shares.ts";
import { HealthWatch } from "./health-watch.ts";
import { startRoomy } from "./roomy-service.ts";

const SHARES = 100_000;
const TIMES = 50;
const STARTS = 3;
const MOST_START_MS = 2_000;
const MOST_STALL_MS = 100;
const MB = 1024 * 1024;

/** What a service with many shares takes to start, and to find one of them. */
export const manyShares: Bench = {
  name: "many-shares",
  groups: ["service"],
  async run() {
    const temp = makeTempFolder("bench-many-shares");
    const env = { SHARE_AUTH: "token" };
    const dataDir = join(temp.path, "data");
    const shares = await generateShares(dataDir, SHARES);
    const starts: number[] = [];
    let service: ServiceProcess | undefined;
    let watch: HealthWatch | undefined;
    try {
      for (let n = 0; n < STARTS; n++) {
        await service?.stop();
        const begun = performance.now();
        service = await startRoomy(temp.path, env);
        starts.push(performance.now() - begun);
      }
      if (!service) throw new Error("no service was started");
      watch = new HealthWatch(service);
      const { admin, client, token } = await signedIn(service, dataDir);
      const lookups = shares.slice(0, TIMES).map(({ shareId }) => referenceOf(shareId));
      const rows = [
        row(`Start with ${SHARES} shares, until it listens`, starts, MOST_START_MS),
        row("  create", await times(() => client.create({ sessionId: "ses_new", title: "new" })), 5),
        row("  list page of 100, the owner's", await times(() => page(service, token)), 20),
        row("  list page of 100, an admin's", await times(() => admin.call("adminListShares", {})), 20),
        row(
          "  look-up by reference, an admin's",
          await times((n) => admin.call("adminShowShare", { params: { share: lookups[n] ?? "" } })),
          5,
        ),
      ];
      rows.push(await stallOf("  first metrics scrape", watch, () => scrape(service, token)));
      rows.push(await stallOf("  metrics scrape after that", watch, () => scrape(service, token)));
      rows.push({ what: "  memory of the service", figure: `${short((watch.peakMemory ?? 0) / MB)} MB` });
      return rows;
    } finally {
      await watch?.stop();
      await service?.stop();
      temp.remove();
    }
  },
};

function row(what: string, ms: readonly number[], most: number): Row {
  return { what, figure: spread(ms, "ms"), target: `≤ ${most} ms`, isMet: median(ms) <= most };
}

async function stallOf(what: string, watch: HealthWatch, work: () => Promise<void>): Promise<Row> {
  const { took, stall } = await watch.during(work);
  const figure = `stall ${short(stall)} ms, took ${short(took)} ms`;
  return { what, figure, target: `stall ≤ ${MOST_STALL_MS} ms`, isMet: stall <= MOST_STALL_MS };
}

/** Each by itself, in ms; the first few warm up. */
async function times(work: (n: number) => Promise<unknown>): Promise<number[]> {
  const measured: number[] = [];
  for (let n = 0; n < TIMES; n++) {
    const begun = performance.now();
    await work(n);
    measured.push(performance.now() - begun);
  }
  return measured.slice(TIMES / 10);
}

/** Somebody who owns a hundred of the shares and manages the service, and the command line's way in. */
async function signedIn(service: ServiceProcess, dataDir: string) {
  const told = await findService(dataDir);
  if (!told) throw new Error("the service has not told where it is");
  const admin = new AdminClient(async ({ method, url, body }) => {
    const headers = { authorization: `Bearer ${told.key}`, "content-type": "application/json" };
    const json = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(service.url + url, { method, headers, ...json });
    if (!response.body) throw new Error("an answer is missing");
    return { status: response.status, body: response.body };
  });
  const { token } = await admin.call("adminCreateToken", {
    body: { user: { ...ownerOf(1), role: "admin" } },
  });
  return { admin, token, client: new ServiceClient(service.url, { token: async () => token }) };
}

async function page(service: ServiceProcess | undefined, token: string): Promise<void> {
  await get(`${service?.url}${routes.listShares.path}`, token);
}

async function scrape(service: ServiceProcess | undefined, token: string): Promise<void> {
  await get(`${service?.url}/metrics`, token);
}

async function get(url: string, token: string): Promise<void> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  await response.arrayBuffer();
}

// `npm run bench [name…]`: measures, and prints one table.
import { availableParallelism, loadavg } from "node:os";
import { SqliteStorage } from "../fixtures/sqlite-storage.ts";
import { TreeStorage } from "../fixtures/tree-storage.ts";
import { endOnSignals } from "../tools/process/end-on-signals.ts";
import { latency } from "./editor/latency.ts";
import { manySessions } from "./editor/many-sessions.ts";
import { packOnce } from "./editor/packed-extension.ts";
import { windowCost } from "./editor/window-cost.ts";
import { largeValues } from "./engine/large-values.ts";
import { reconcile } from "./engine/reconcile.ts";
import { rest } from "./engine/rest.ts";
import { stream } from "./engine/stream.ts";
import { privacy } from "./privacy/privacy.ts";
import type { Bench, Row } from "./report/row.ts";
import { formatTable } from "./report/table.ts";
import { fanOut } from "./service/fan-out.ts";
import { httpCost } from "./service/http-cost.ts";
import { manyShares } from "./service/many-shares.ts";
import { snapshot } from "./service/snapshot.ts";
import { storePuts } from "./service/store-puts.ts";
import { syncCost } from "./service/sync-cost.ts";
import { worstCases } from "./service/worst-cases.ts";

const extension = packOnce();
const benches: readonly Bench[] = [
  latency({ name: "SQLite", open: (dataDir) => new SqliteStorage(dataDir) }, extension),
  latency({ name: "JSON tree", open: (dataDir) => new TreeStorage(dataDir) }, extension),
  windowCost(extension),
  manySessions(extension),
  storePuts,
  httpCost,
  syncCost,
  snapshot,
  fanOut,
  manyShares,
  worstCases,
  reconcile,
  stream,
  rest,
  largeValues,
  privacy,
];
const namesOf = ({ name, groups = [] }: Bench) => [name, ...groups];
const names = process.argv.slice(2);
const known = new Set(benches.flatMap(namesOf));
const unknown = names.filter((name) => !known.has(name));
if (unknown.length > 0) throw new Error(`no bench ${unknown.join(", ")}; there are ${[...known].join(", ")}`);
const chosen = (bench: Bench) => names.length === 0 || namesOf(bench).some((name) => names.includes(name));

endOnSignals();
const [load = 0] = loadavg();
const rows: Row[] = [];
for (const bench of benches.filter(chosen)) {
  const start = performance.now();
  process.stderr.write(`${bench.name} … `);
  rows.push(...(await bench.run()));
  process.stderr.write(`${((performance.now() - start) / 1000).toFixed(0)} s\n`);
}
console.log(
  `\nNode ${process.versions.node}, ${process.platform}, ${availableParallelism()} cores, load before ${load.toFixed(1)}\n`,
);
console.log(formatTable(rows));

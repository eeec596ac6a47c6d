import { hashSecret, newToken } from "../../service/identity/tokens.ts";
import { LowdbStore } from "../../service/store/lowdb/lowdb-store.ts";
import { makeTempFolder } from "../../tools/process/temp-folder.ts";
import { pairedRounds, ratios } from "../paired-rounds.ts";
import type { Bench, Row } from "../report/row.ts";
import { median, spread } from "../report/statistics.ts";
import { partEntry } from "./filled-share.ts";
import { RawGroup } from "./raw-group.ts";

const ROUNDS = 9;
/** Puts of a round, by how many writers put at once. */
const LOADS = [
  { writers: 1, count: 150 },
  { writers: 16, count: 1_600 },
  { writers: 64, count: 3_200 },
];
/** So many that the journal is not written anew all the time: a put is measured, not what tidying up costs. */
const PARTS = 5_000;
const LEAST_RATIO = 0.6;

type Put = (number: number) => Promise<unknown>;

/** What making a put durable costs the store beyond what it costs the disk; without HTTP, in one process. */
export const storePuts: Bench = {
  name: "puts",
  groups: ["service"],
  async run() {
    const temp = makeTempFolder("bench-puts");
    const store = await LowdbStore.open({ dataDir: temp.path });
    const raw = await RawGroup.open(temp.path);
    try {
      const shareId = newToken();
      const times = { createdAt: Date.now(), expiresAt: null };
      const rights = { audience: "link", mode: "live", secretHash: hashSecret(newToken()) } as const;
      await store.create({ shareId, sessionId: "ses_bench", title: "puts", ...times, ...rights });
      const entries = Array.from({ length: PARTS }, (_, number) => {
        const { key, content } = partEntry(number, number);
        return { key, content: Buffer.from(JSON.stringify(content)) };
      });
      const at = (number: number) => entries[number % PARTS] as (typeof entries)[number];
      const rows: Row[] = [];
      for (const { writers, count } of LOADS)
        rows.push(
          ...rowsOf(
            writers,
            await pairedRounds(ROUNDS, {
              store: () => perSecond(writers, count, (number) => store.append(shareId, [at(number)])),
              raw: () => perSecond(writers, count, (number) => raw.append(at(number).content)),
            }),
          ),
        );
      return rows;
    } finally {
      await raw.close();
      await store.close();
      temp.remove();
    }
  },
};

async function perSecond(writers: number, count: number, put: Put): Promise<number> {
  const begun = performance.now();
  const each = Math.floor(count / writers);
  const write = async (writer: number) => {
    for (let n = 0; n < each; n++) await put(n * writers + writer);
  };
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
  return (each * writers * 1000) / (performance.now() - begun);
}

function rowsOf(
  writers: number,
  { store, raw }: Readonly<Record<"store" | "raw", readonly number[]>>,
): Row[] {
  const by = writers === 1 ? "1 writer" : `${writers} writers`;
  const ratio = ratios(store, raw);
  return [
    {
      what: `Durable puts of 2 KB ÷ raw group commit, ${by}`,
      figure: spread(ratio, ""),
      target: `≥ ${LEAST_RATIO}`,
      isMet: median(ratio) >= LEAST_RATIO,
    },
    { what: `  durable puts, the store alone, ${by}`, figure: spread(store, "/s") },
    { what: `  raw group commit: one write + fdatasync for all who wait, ${by}`, figure: spread(raw, "/s") },
  ];
}

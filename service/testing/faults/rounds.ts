import assert from "node:assert/strict";
import { cpSync, rmSync } from "node:fs";
import { Random } from "../../../fixtures/random.ts";
import { StoreUnavailableError } from "../../store/errors.ts";
import { collect } from "../collect.ts";
import { type DamageKind, damageFile, damages, filesOf } from "./damage.ts";
import { DELETED, type GuardedFolder, type OpenService, openService } from "./guarded-folder.ts";
import { type Answers, isRead, whoMayRead } from "./who-may-read.ts";

export interface Rounds {
  readonly seed: number;
  readonly count: number;
  /** What is done to files; default: everything. */
  readonly kinds?: readonly DamageKind[];
  /** Most files that are damaged at once. */
  readonly most: number;
}

/** What came of it. */
export interface Report {
  rounds: number;
  /** By what was done. */
  readonly damages: Record<string, number>;
  /** Rounds after which somebody could read less than before. */
  closed: number;
  /** Rounds in which everything could be read as before although a file was damaged. */
  healed: number;
  /** Rounds in which the service said what it cannot go on with, instead of starting. */
  refused: number;
}

/** After every so many rounds the service is started once more. */
const SECOND_STARTS = 4;

/** Answers of an owner that explain nothing: the share is there. */
const UNEXPLAINED = ["ShareUnknownError", "ShareGoneError", "TypeError", "Error"];

/** Damages copies of a folder at random, and asks after each who may read what: more than before is never right. */
export async function damageAtRandom(folder: GuardedFolder, rounds: Rounds): Promise<Report> {
  const report: Report = { rounds: 0, damages: {}, closed: 0, healed: 0, refused: 0 };
  const intact = await asked(folder.folder, folder);
  assert.ok(intact, "the folder can be opened");
  assert.match(intact.answers.get("public anonymous") ?? "", /public 3/, "contents are compared, too");
  for (let round = 0; round < rounds.count; round++) {
    const random = new Random(rounds.seed + round);
    const copy = `${folder.folder}-round`;
    cpSync(folder.folder, copy, { recursive: true });
    const done = damageSome(random, copy, folder, rounds, report);
    const title = `seed ${rounds.seed + round}: ${done.join("; ")}`;
    const before = await asked(copy, folder);
    report.rounds += 1;
    if (!before) report.refused += 1;
    else {
      assertNothingOpened(intact.answers, before.answers, title);
      if (done.length === 1) assertOwnersAreTold(intact.answers, before.answers, title);
      const changed = [...intact.answers.keys()].filter(
        (who) => intact.answers.get(who) !== before.answers.get(who),
      );
      const isLess = changed.length > 0;
      if (isLess)
        assert.ok(before.problems.length > 0, `nobody says why ${changed.join(", ")} changed\n${title}`);
      if (isLess) report.closed += 1;
      else report.healed += 1;
      const again = round % SECOND_STARTS === 0 ? await asked(copy, folder) : undefined;
      if (again)
        assertNothingOpened(before.answers, again.answers, `${title}, at the second start`, intact.answers);
    }
    rmSync(copy, { recursive: true, force: true, maxRetries: 10 });
  }
  return report;
}

function damageSome(
  random: Random,
  copy: string,
  { olderFolder }: GuardedFolder,
  { kinds = damages, most }: Rounds,
  report: Report,
): string[] {
  const files = 1 + (random.next() < 0.3 ? random.below(most) : 0);
  return Array.from({ length: files }, () => {
    const kind = random.pick(kinds);
    report.damages[kind] = (report.damages[kind] ?? 0) + 1;
    return damageFile(random, kind, { folder: copy, olderFolder, name: random.pick(filesOf(copy)) });
  });
}

/** Undefined when the service does not start, and says why. */
async function asked(
  path: string,
  folder: GuardedFolder,
): Promise<{ readonly answers: Answers; readonly problems: readonly string[] } | undefined> {
  let service: OpenService;
  try {
    service = await openService(path, () => folder.now);
  } catch (error) {
    if (error instanceof StoreUnavailableError) return undefined;
    throw error;
  }
  try {
    const answers = await whoMayRead(service, folder);
    const problems: string[] = [];
    const { shares, tokens, sessions, audit } = service.stores;
    for (const journals of [shares, tokens, sessions, audit].map((store) => store.verify()))
      for (const { problem } of await collect(journals)) if (problem !== undefined) problems.push(problem);
    for (const { name } of await service.stores.damage.list()) problems.push(name);
    return { answers, problems };
  } finally {
    await service.close();
  }
}

/** @param own what owners could read; they may be refused once, while the damage is found */
function assertNothingOpened(before: Answers, after: Answers, title: string, own = before): void {
  for (const [who, answer] of after) {
    if (!isRead(answer)) continue;
    if (isOwners(who)) assert.ok(isRead(own.get(who)), `${who} reads\n${title}`);
    else assert.equal(answer, before.get(who), `${who} reads something else\n${title}`);
    if (!isOwners(who)) assert.ok(!answer.includes(DELETED), `${who} reads what was deleted\n${title}`);
  }
}

const isOwners = (who: string) => / (owner|ann)$/.test(who);

function assertOwnersAreTold(before: Answers, after: Answers, title: string): void {
  for (const [who, answer] of before)
    if (who.endsWith(" owner") && isRead(answer))
      assert.ok(!UNEXPLAINED.includes(after.get(who) ?? ""), `${who}: ${after.get(who)}\n${title}`);
}

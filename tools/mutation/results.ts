import { type Accepted, reasonFor } from "./accepted.ts";
import type { Mutant } from "./mutant.ts";
import { ROOMS, type Room, roomOf } from "./rooms.ts";

/** The part of a room's mutants that must be killed. */
export const LEAST_KILLED = 0.85;

/** What became of a mutant. */
export interface Result extends Pick<Mutant, "file" | "line" | "was" | "becomes"> {
  /** The test that failed, or what else ended it; undefined when it survived, or no test was begun. */
  readonly killedBy: string | undefined;
  /** Why no test was begun with it: it is neither killed nor a survivor. */
  readonly unstarted?: string;
  readonly seconds: number;
}

/** Whether tests ran, and none noticed it. */
export const hasSurvived = ({ killedBy, unstarted }: Result): boolean =>
  killedBy === undefined && unstarted === undefined;

/** What became of a room's mutants. */
export interface RoomResult {
  readonly room: Room;
  /** Those with which tests could begin. */
  readonly mutants: number;
  readonly killed: number;
  /** Survivors with a reason; they count as survivors. */
  readonly accepted: number;
  readonly isEnough: boolean;
}

/** Sums up, for each room of which there were mutants. */
export function sumUp(results: readonly Result[], accepted: readonly Accepted[]): RoomResult[] {
  return ROOMS.flatMap((room) => {
    const ofRoom = results.filter(({ file, unstarted }) => roomOf(file) === room && unstarted === undefined);
    if (ofRoom.length === 0) return [];
    const survivors = ofRoom.filter(hasSurvived);
    const killed = ofRoom.length - survivors.length;
    return [
      {
        room,
        mutants: ofRoom.length,
        killed,
        accepted: survivors.filter((survivor) => reasonFor(survivor, accepted) !== undefined).length,
        isEnough: killed / ofRoom.length >= LEAST_KILLED,
      },
    ];
  });
}

/** The rooms as rows of a table, and each survivor with its reason, if it has one. */
export function tellResults(results: readonly Result[], accepted: readonly Accepted[]): string {
  const rows = sumUp(results, accepted).map(
    ({ room, mutants, killed, accepted, isEnough }) =>
      `| \`${room}\` | ${mutants} | ${killed} | ${percent(killed / mutants)}${isEnough ? "" : " (too few)"} | ${accepted} |`,
  );
  const survivors = results.filter(hasSurvived);
  return [
    "| Room | Mutants | Killed | | Accepted |",
    "|---|---|---|---|---|",
    ...rows,
    "",
    ...survivors.map((survivor) => tellSurvivor(survivor, reasonFor(survivor, accepted))),
    ...results.flatMap(({ unstarted, ...change }) =>
      unstarted === undefined
        ? []
        : [`not counted: ${tellChange(change)}\n  no test could begin: ${unstarted}`],
    ),
  ].join("\n");
}

const tellChange = ({ file, line, was, becomes }: Result) => `${file}:${line}\n  - ${was}\n  + ${becomes}`;

function tellSurvivor(survivor: Result, reason: string | undefined): string {
  return `survived: ${tellChange(survivor)}\n  ${reason ? `accepted: ${reason}` : "no reason is given"}`;
}

/** Never rounded up: 84.9 % is not 85 %. */
const percent = (part: number) => `${Math.floor(part * 100)} %`;

import { isSame } from "./accepted.ts";
import { type Mutant, sample } from "./mutant.ts";
import type { MutationOptions } from "./options.ts";
import { isModule } from "./parse.ts";
import { hasSurvived, type Result } from "./results.ts";
import type { Room } from "./rooms.ts";

type Choice = Pick<MutationOptions, "seed" | "perRoom" | "rooms" | "only">;

/** The mutants to try: some of each room; of those that survived earlier, all that can still be made. */
export function chooseMutants(
  all: ReadonlyMap<Room, readonly Mutant[]>,
  { seed, perRoom, rooms, only }: Choice,
  earlier?: readonly Result[],
): Mutant[] {
  const survivors = earlier?.filter(hasSurvived);
  const isFit = (mutant: Mutant) =>
    (!survivors || survivors.some((survivor) => isSame(survivor, mutant))) && isModule(mutant.source);
  const count = survivors ? survivors.length : perRoom;
  return [...all]
    .filter(([room]) => rooms.length === 0 || rooms.includes(room))
    .map(([, mutants]) => mutants.filter(({ file }) => only.length === 0 || only.includes(file)))
    .flatMap((mutants) => sample(mutants, { seed, count, isFit }));
}

import { type Edit, type Mutant, mutantOf } from "./mutant.ts";
import { changeOperators } from "./operators.ts";
import { parse, placesOf } from "./parse.ts";
import { changeStatements } from "./statements.ts";
import { changeValues } from "./values.ts";

/**
 * All small changes of a file.
 * @param file its path in the repository
 */
export function mutantsOf(file: string, source: string): Mutant[] {
  return [...editsOf(source)].map((edit) => mutantOf(file, source, edit));
}

function* editsOf(source: string): Generator<Edit> {
  const { javaScript, program } = parse(source);
  for (const place of placesOf(program)) {
    yield* changeOperators(place, javaScript);
    yield* changeStatements(place);
    yield* changeValues(place, javaScript);
  }
}

/** Most people, and most groups, that a share can name; and the longest name, in characters. */
const MOST_NAMED = 100;
const LONGEST_PERSON = 320;
const LONGEST_GROUP = 200;
const GROUP = /^group:\s*/i;

/** Whom somebody has named, or what is wrong with that. */
export interface Names {
  readonly people: readonly string[];
  readonly groups: readonly string[];
  readonly problem?: "nobody" | "tooMany" | "tooLong";
}

/** Reads people and groups as a person types them: separated by commas, semicolons or lines, groups as `group:name`. */
export function parseNames(text: string): Names {
  const words = [...new Set(text.split(/[,;\n]/).map((word) => word.trim()))].filter(Boolean);
  const people = words.filter((word) => !GROUP.test(word));
  const groups = words
    .filter((word) => GROUP.test(word))
    .map((word) => word.replace(GROUP, ""))
    .filter(Boolean);
  const problem = problemOf(people, groups);
  return { people, groups, ...(problem ? { problem } : {}) };
}

function problemOf(people: readonly string[], groups: readonly string[]): Names["problem"] {
  if (people.length + groups.length === 0) return "nobody";
  if (people.length > MOST_NAMED || groups.length > MOST_NAMED) return "tooMany";
  const isLong = people.some((name) => name.length > LONGEST_PERSON);
  return isLong || groups.some((name) => name.length > LONGEST_GROUP) ? "tooLong" : undefined;
}

/** Between the names of damages that have hit the same thing; no name has one. */
const SEPARATOR = " ";

/** The damages that have hit something, with one more. @param names undefined: none so far */
export function withDamage(names: string | undefined, name: string): string {
  const known = listed(names);
  return known.includes(name) ? known.join(SEPARATOR) : [...known, name].join(SEPARATOR);
}

/** Those that are left when one of them is decided; undefined: none. */
export function withoutDamage(names: string | undefined, name: string): string | undefined {
  return (
    listed(names)
      .filter((other) => other !== name)
      .join(SEPARATOR) || undefined
  );
}

const listed = (names: string | undefined): readonly string[] => names?.split(SEPARATOR) ?? [];

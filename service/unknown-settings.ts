/** What Kubernetes tells every container about a Service that is called `share`. */
const OF_KUBERNETES = /^SHARE_(SERVICE_(HOST|PORT(_\w+)?)|PORT_\d+_(TCP|UDP|SCTP)(_\w+)?)$/;

/** What is wrong with the names of settings: each that is none, with the one that was probably meant. */
export function unknownSettings(
  env: Readonly<Record<string, string | undefined>>,
  known: readonly string[],
): readonly { readonly name: string; readonly message: string }[] {
  const given = Object.keys(env).filter((name) => /^SHARE_/i.test(name) && (env[name] ?? "") !== "");
  return given
    .filter((name) => !known.includes(name) && !OF_KUBERNETES.test(name))
    .map((name) => {
      const upper = name.toUpperCase();
      const [nearest = ""] = known.toSorted((a, b) => distance(upper, a) - distance(upper, b));
      const isNear = distance(upper, nearest) <= 4;
      const hint = isNear ? `Did you mean ${nearest}?` : `There are ${known.join(", ")}`;
      return { name, message: `is no setting of this service. ${hint}` };
    });
}

/** How many letters must be added, dropped or changed to make one name another (Levenshtein). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, n) => n);
  for (const [at, letter] of [...from].entries()) {
    const next = [at + 1];
    for (let n = 1; n <= to.length; n++) {
      const changed = (row[n - 1] ?? 0) + (letter === to[n - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[n] ?? 0) + 1, (next[n - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}

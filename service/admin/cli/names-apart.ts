/** References, ids of tokens and of shares: base64url, which may begin with “-”. No option of ours is as long as one. */
const NAME = /^-(?:[A-Za-z0-9_-]{11}|[A-Za-z0-9_-]{42})$/;

/** Arguments in which no name can be taken for an option: as the value of `--share`, or after everything else. */
export function namesApart(args: readonly string[]): string[] {
  const others: string[] = [];
  const names: string[] = [];
  for (const arg of args) {
    if (!NAME.test(arg)) others.push(arg);
    else if (others.at(-1) === "--share") others.push(`${others.pop()}=${arg}`);
    else names.push(arg);
  }
  return names.length > 0 ? [...others, "--", ...names] : others;
}

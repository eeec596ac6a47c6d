import { type Identity, identities, type Kind, kinds } from "./cast.ts";

/** Answers by their letter: `ok` is the route's own; the others are `<status> <code>`. */
const letters = {
  ok: "ok",
  S: "401 sign_in_required",
  U: "401 unauthorized",
  P: "401 password_required",
  O: "401 open_required",
  F: "403 forbidden",
} as const;
export type Answer = (typeof letters)[keyof typeof letters];
export type Answers = Readonly<Record<Identity, Readonly<Record<Kind, Answer>>>>;

/** Reads a table of who gets which answer: a line for each identity, with a letter for each kind of share, or one for all. */
function table(text: string): Answers {
  const lines = text
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/ +/));
  const rows = Object.fromEntries(lines.map(([identity = "", ...cells]) => [identity, rowOf(cells)]));
  if (Object.keys(rows).sort().join() !== [...identities].sort().join())
    throw new Error(`a table must name everybody once: ${Object.keys(rows).join(" ")}`);
  return rows as Answers;
}

function rowOf(cells: readonly string[]): Readonly<Record<Kind, Answer>> {
  const answers = kinds.map((kind, index) => {
    const answer = letters[(cells.length === 1 ? cells[0] : cells[index]) as keyof typeof letters];
    if (!answer) throw new Error(`no such answer: ${cells.join(" ")}`);
    return [kind, answer] as const;
  });
  return Object.fromEntries(answers) as Record<Kind, Answer>;
}

/** Reading, and following by a program; pages of other sites may not follow. Being an admin is no reason to read. */
export const reading = table(`
  anonymous      S   S   S   ok  P   O
  secret         ok  ok  ok  ok  ok  ok
  creator        ok  ok  ok  ok  ok  ok
  creatorCookie  ok  ok  ok  ok  ok  ok
  stolenCookie   ok  ok  ok  ok  ok  ok
  named          F   ok  ok  ok  P   O
  grouped        F   ok  ok  ok  P   O
  colleague      F   F   ok  ok  P   O
  orgAdmin       F   F   ok  ok  P   O
  stranger       F   F   F   ok  P   O
  foreignAdmin   F   F   F   ok  P   O
  admin          F   F   F   ok  P   O
  expired        U
  revoked        U
  malformed      U
`);

/** Opening, without a password: what a share asks for is said to those only whom its audience names. */
export const opening = table(`
  anonymous      S   S   S   ok  P   ok
  secret         ok  ok  ok  ok  P   ok
  creator        ok  ok  ok  ok  P   ok
  creatorCookie  ok  ok  ok  ok  P   ok
  stolenCookie   F
  named          F   ok  ok  ok  P   ok
  grouped        F   ok  ok  ok  P   ok
  colleague      F   F   ok  ok  P   ok
  orgAdmin       F   F   ok  ok  P   ok
  stranger       F   F   F   ok  P   ok
  foreignAdmin   F   F   F   ok  P   ok
  admin          F   F   F   ok  P   ok
  expired        U
  revoked        U
  malformed      U
`);

/** What is the owner's alone; `stolenCookie` counts where something is only told, since no page may read the answer. */
const owningWith = (stolenCookie: string, admins: string) =>
  table(`
  anonymous      U
  secret         ok
  creator        ok
  creatorCookie  ok
  stolenCookie   ${stolenCookie}
  named          U
  grouped        U
  colleague      U
  orgAdmin       ${admins}
  stranger       U
  foreignAdmin   U
  admin          ${admins}
  expired        U
  revoked        U
  malformed      U
`);
export const ownReading = owningWith("ok", "U");
export const ownWriting = owningWith("F", "U");
export const ending = owningWith("F", "ok");

/** What needs somebody who is signed in; a secret is nobody. */
const signedInWith = (stolenCookie: string) =>
  table(`
  anonymous      S
  secret         S
  creator        ok
  creatorCookie  ok
  stolenCookie   ${stolenCookie}
  named          ok
  grouped        ok
  colleague      ok
  orgAdmin       ok
  stranger       ok
  foreignAdmin   ok
  admin          ok
  expired        U
  revoked        U
  malformed      U
`);
export const listing = signedInWith("ok");
export const creating = signedInWith("F");

/** What everybody gets, but not who shows a token that is none (any more). */
const forAllWith = (invalid: string, stolenCookie = "ok") =>
  table(
    identities
      .map((name) => {
        if (name === "stolenCookie") return `${name} ${stolenCookie}`;
        return `${name} ${["expired", "revoked", "malformed"].includes(name) ? invalid : "ok"}`;
      })
      .join("\n"),
  );
export const telling = forAllWith("U");
export const asking = forAllWith("U", "F");
export const health = forAllWith("ok");

/** What needs a personal token, which a cookie is not, and a secret neither. */
export const tokenEnding = table(`
  anonymous      S
  secret         S
  creator        ok
  creatorCookie  S
  stolenCookie   F
  named          ok
  grouped        ok
  colleague      ok
  orgAdmin       ok
  stranger       ok
  foreignAdmin   ok
  admin          ok
  expired        U
  revoked        U
  malformed      U
`);

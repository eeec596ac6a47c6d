const WORDS = [
  ..."the parser reads every byte twice because a table is missing and tests fail on windows only".split(" "),
  ..."naïve Größe façade 文字列 проверка `const` (index) — 🙂".split(" "),
];

/** Text that does not repeat itself, ASCII and other, of about `length` characters; the same for the same `seed`. */
export function sampleText(length: number, seed: number): string {
  let state = seed * 2654435761 + 1;
  let text = "";
  while (text.length < length) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    text += `${WORDS[state % WORDS.length]} ${(state >>> 8).toString(36)} `;
  }
  return text.slice(0, length).toWellFormed();
}

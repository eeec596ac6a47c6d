import type { Json } from "../protocol/json.ts";
import { type JsonPlace, rewriteTexts } from "./json-texts.ts";
import { type KnownValue, KnownValues } from "./known/known-values.ts";
import { type People, PeopleFinder, type Replacement } from "./people/people.ts";
import { Placeholders, type SavedPlaceholders } from "./placeholders.ts";
import type { TokenRule } from "./rules/token-rule.ts";
import type { Found } from "./shapes/found.ts";
import { mergeFound } from "./shapes/merge-found.ts";
import { ShapeScanner } from "./shapes/shape-scanner.ts";
import { judgeValue } from "./values/judge-value.ts";
import { classOf, wordsOf } from "./values/name-words.ts";

export interface RedactorOptions {
  /** Values that are secret whatever they look like. */
  readonly known?: Iterable<KnownValue>;
  /** Rules of one's own, in addition. */
  readonly rules?: readonly TokenRule[];
  readonly people?: People;
  /** What an earlier redactor of the same share has saved. */
  readonly saved?: SavedPlaceholders | undefined;
}

export interface FoundInJson {
  readonly found: Found;
  readonly text: string;
  readonly place: JsonPlace | undefined;
}

const IN_DATA_URL = /data:[\w.+/-]{0,100}(?:;[\w=-]{1,40}){0,4};base64,$/;

/** Takes secrets out of what is shared; one for each share, since its placeholders are counted. */
export class Redactor {
  readonly #scanner: ShapeScanner;
  readonly #known: KnownValues;
  readonly #people: PeopleFinder;
  readonly #placeholders: Placeholders;

  constructor({ known = [], rules, people = {}, saved }: RedactorOptions = {}) {
    this.#placeholders = new Placeholders(saved);
    this.#scanner = new ShapeScanner(rules);
    this.#known = new KnownValues(known, this.#placeholders.key);
    this.#people = new PeopleFinder(people);
  }

  /**
   * JSON without secrets: texts and names of members are looked through as they are once decoded, each value beside its name.
   * @param keep texts that stay as they are, such as the ids of a session
   */
  redact(value: Json, keep?: ReadonlySet<string>): Json {
    return rewriteTexts(value, (text, name) =>
      keep?.has(text) ? text : this.#replace(text, this.#findNamed(text, name)),
    );
  }

  /**
   * JSON whose texts still grow: each is kept back from where more of it could make a secret. With every further piece, what
   * is given back only grows, up to what `redact` gives for the whole.
   */
  redactGrowing(value: Json, keep?: ReadonlySet<string>): Json {
    return rewriteTexts(value, (text, name) =>
      keep?.has(text) ? text : this.#redactGrowingNamed(text, name),
    );
  }

  /** A text without secrets. */
  redactText(text: string): string {
    return this.#replace(text, this.find(text));
  }

  /** As much of a text that still grows as can hold no beginning of a secret, without secrets. */
  redactGrowingText(text: string): string {
    const found = mergeFound([...this.#scanner.scan(text), ...this.#known.find(text, true)], text);
    const open = Math.min(
      ...[this.#scanner, this.#people, this.#known].map((finder) => finder.openFrom(text)),
    );
    const end = found.reduceRight(
      (least, one) => (one.end >= least ? Math.min(least, one.start) : least),
      open,
    );
    return this.#replace(
      text.slice(0, end),
      found.filter((one) => one.end <= end),
    );
  }

  /** The secrets in a text, from left to right. */
  find(text: string): readonly Found[] {
    return mergeFound([...this.#scanner.scan(text), ...this.#known.find(text)], text);
  }

  /** The secrets in JSON, each with the text that it stands in and the place of this. */
  findInJson(value: Json): readonly FoundInJson[] {
    const all: FoundInJson[] = [];
    rewriteTexts(value, (text, name, place) => {
      all.push(...this.#findNamed(text, name).map((found) => ({ found, text, place })));
      return text;
    });
    return all;
  }

  /** How many different secrets of each kind there were so far: the receipt. */
  counts(): ReadonlyMap<string, number> {
    return this.#placeholders.counts();
  }

  /** To be given to the next redactor of this share, so that the numbers stay. */
  save(): SavedPlaceholders {
    return this.#placeholders.save();
  }

  /** The secrets in a text, from left to right, the value of `name`. */
  #findNamed(text: string, name: string | undefined): readonly Found[] {
    const found = this.find(text);
    if (name === undefined) return found;
    const isEnvironment = /^[A-Z][A-Z0-9_]*$/.test(name);
    const kind = judgeValue({ name, value: text, isQuoted: true, isEnvironment });
    if (kind === undefined) return found;
    return mergeFound([{ kind, rank: 1, start: 0, end: text.length }, ...found], text);
  }

  /** What such a name is of is told when it is whole; a name of a member is whole. */
  #redactGrowingNamed(text: string, name: string | undefined): string {
    if (name === undefined) return this.redactText(text);
    return classOf(wordsOf(name)) === "none" ? this.redactGrowingText(text) : "";
  }

  #replace(text: string, found: readonly Found[]): string {
    const secrets = found.flatMap((one) => this.#replacementsOf(text, one));
    const people = this.#people
      .find(text)
      .filter(({ start, end }) => !found.some((one) => start < one.end && end > one.start));
    const all = [...secrets, ...people].sort((a, b) => a.start - b.start);
    let redacted = "";
    let at = 0;
    for (const { start, end, by } of all) {
      redacted += text.slice(at, start) + by;
      at = end;
    }
    return all.length === 0 ? text : redacted + text.slice(at);
  }

  /** Of a secret in several lines, the first piece becomes the placeholder, so that a diff has as many lines as before. */
  #replacementsOf(text: string, found: Found): readonly Replacement[] {
    const { kind, start, end, pieces = [found], identity } = found;
    if (kind.startsWith("base64-of-") && IN_DATA_URL.test(text.slice(Math.max(0, start - 240), start))) {
      const inner = Buffer.from(text.slice(start, end), "base64").toString("utf8");
      return [{ start, end, by: Buffer.from(this.redactText(inner)).toString("base64") }];
    }
    const hidden = pieces.map((piece) => text.slice(piece.start, piece.end)).join("\n");
    const placeholder = this.#placeholders.of(withoutEnds(hidden, pieces.length), kind, identity);
    return pieces.map((piece, i) => ({ start: piece.start, end: piece.end, by: i === 0 ? placeholder : "" }));
  }
}

/** A key is the same key in a diff, in JSON and in a program. */
const withoutEnds = (hidden: string, lines: number) =>
  lines === 1 ? hidden : hidden.replaceAll(/[^A-Za-z0-9+/=\n]+$/gm, "");

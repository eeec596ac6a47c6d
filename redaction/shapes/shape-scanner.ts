import { allTokenRules } from "../rules/all-token-rules.ts";
import type { TokenRule } from "../rules/token-rule.ts";
import { assignments, unclosedValueFrom } from "./assignments.ts";
import { base64Blocks } from "./base64-blocks.ts";
import { commandArguments, pipedPasswords, quotedPasswords } from "./command-arguments.ts";
import { awsKeyPairs, passwordHashes, pgpassLines, privateJsonWebKeys } from "./credential-files.ts";
import type { Detector, Found } from "./found.ts";
import { authorizationLines, basicCredentials, bearerTokens, cookies } from "./http-headers.ts";
import { jsonWebTokens } from "./jwt.ts";
import { LiteralFinder } from "./literal-finder.ts";
import { mergeFound } from "./merge-found.ts";
import { lastWordFrom, openBase64From, openPipeFrom } from "./open-end.ts";
import { privateKeys } from "./private-key.ts";
import { tokenDetectors } from "./token-detector.ts";
import { urlCredentials } from "./url-credentials.ts";

const STRUCTURES: readonly Detector[] = [
  ...[
    privateKeys,
    jsonWebTokens,
    urlCredentials,
    bearerTokens,
    authorizationLines,
    basicCredentials,
    cookies,
  ],
  ...[
    awsKeyPairs,
    pgpassLines,
    passwordHashes,
    privateJsonWebKeys,
    commandArguments,
    quotedPasswords,
    pipedPasswords,
    assignments,
  ],
];

/** How far back a name may stand whose value in quotes still goes on, UTF-16 units. */
const LONGEST_UNCLOSED = 1400;

/**
 * Finds secrets by their shape, in time proportional to the length of the text: one pass looks for the literals of all rules,
 * and each place where one stands is looked at once, as far as a secret can be long.
 */
export class ShapeScanner {
  readonly #finder: LiteralFinder;
  /** By the number of the literal. */
  readonly #detectors: readonly Detector[];

  /** @param own rules in addition to those that everybody has */
  constructor(own: readonly TokenRule[] = []) {
    const detectors = [...allTokenRules, ...own].flatMap(tokenDetectors).concat(STRUCTURES);
    const pairs = detectors.flatMap((detector) =>
      detector.literals.map((literal) => ({ literal, detector })),
    );
    this.#finder = new LiteralFinder(pairs.map(({ literal }) => literal.toLowerCase()));
    this.#detectors = pairs.map(({ detector }) => detector);
    this.#lengths = pairs.map(({ literal }) => literal.length);
  }
  readonly #lengths: readonly number[];

  /** What was found, from left to right, none within another. */
  scan(text: string): readonly Found[] {
    return mergeFound([...this.#look(text), ...this.#lookInBase64(text)], text);
  }

  /** From where on more text could still make a secret of what stands at the end; what was found there is not counted. */
  openFrom(text: string): number {
    return Math.min(this.#unclosedFrom(text), openBase64From(text), openPipeFrom(text), lastWordFrom(text));
  }

  #unclosedFrom(text: string): number {
    const from = Math.max(0, text.length - LONGEST_UNCLOSED);
    const tail = text.slice(from);
    let open = text.length;
    this.#finder.find(tail, (literal, end) => {
      if (this.#detectors[literal] !== assignments || open < text.length) return;
      const start = end - (this.#lengths[literal] as number);
      open = Math.min(open, from + (unclosedValueFrom(tail, start, end) ?? tail.length));
    });
    return open;
  }

  #look(text: string): readonly Found[] {
    const found: Found[] = [];
    let foundUpTo = 0;
    this.#finder.find(text, (literal, end) => {
      const detector = this.#detectors[literal] as Detector;
      const start = end - (this.#lengths[literal] as number);
      if (detector.isSkippedWithinFound && start < foundUpTo) return;
      for (const one of detector.look(text, start, end) ?? []) {
        found.push(one);
        foundUpTo = Math.max(foundUpTo, one.end);
      }
    });
    return found;
  }

  /** A block of base64 that holds a secret is hidden as a whole. */
  #lookInBase64(text: string): readonly Found[] {
    return base64Blocks(text).flatMap(({ start, end, decoded }) => {
      const [first] = this.#look(decoded);
      return first ? [{ kind: `base64-of-${first.kind}`, start, end, rank: 2 as const }] : [];
    });
  }
}

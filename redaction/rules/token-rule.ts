/** Tokens that are known by their form alone, wherever they stand. */
export interface TokenRule {
  /** What it is called in placeholders and receipts: small words with `-` between them. */
  readonly kind: string;
  /** As `parseForm` reads them; one of them is enough. */
  readonly forms: readonly string[];
  /** What else must be true of the secret. */
  readonly check?: (secret: string) => boolean;
}

/** A table of forms by kind as rules. */
export const tokenRules = (forms: Readonly<Record<string, readonly string[]>>): readonly TokenRule[] =>
  Object.entries(forms).map(([kind, ofKind]) => ({ kind, forms: ofKind }));

import { aiTokens } from "./ai-tokens.ts";
import { cloudTokens } from "./cloud-tokens.ts";
import { codeTokens } from "./code-tokens.ts";
import { serviceTokens } from "./service-tokens.ts";
import type { TokenRule } from "./token-rule.ts";

/** All tokens that are known by their form alone. */
export const allTokenRules: readonly TokenRule[] = [
  ...aiTokens,
  ...cloudTokens,
  ...codeTokens,
  ...serviceTokens,
];

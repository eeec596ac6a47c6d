import { StoreUncertainError } from "./errors.ts";

/** What a record says of something that was written down first and then failed. */
export function undone(error: unknown, what: "created" | "changed" | "made"): string {
  return error instanceof StoreUncertainError ? `perhaps not ${what}` : `not ${what}`;
}

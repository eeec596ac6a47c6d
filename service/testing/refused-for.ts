import { isRefusal, type RefusalReason } from "../errors/refusal.ts";

/** For `assert.throws` and `assert.rejects`: an error that is a refusal for one of these reasons. */
export function refusedFor(...reasons: readonly RefusalReason[]): (error: unknown) => boolean {
  return (error) => isRefusal(error, ...reasons);
}

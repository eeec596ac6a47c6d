import { ServiceUnreachableError } from "../../client/service-error.ts";

/** What to tell people about an error. A page does not name the service's address, which it has itself. */
export function messageOf(error: unknown): string {
  if (error instanceof ServiceUnreachableError && HAS_NO_ANSWER.has(error.problem.kind))
    return "The service does not answer. Check the connection and try again.";
  return error instanceof Error ? error.message : "Something went wrong.";
}

/** All that a browser tells of it. */
const HAS_NO_ANSWER: ReadonlySet<string> = new Set(["unreachable", "timeout"]);

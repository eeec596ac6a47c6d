import type { User } from "../../protocol/identity.ts";

/** Who asks for something, as far as a request proves it. Nothing in it is a right by itself: `shares/access.ts` decides. */
export interface Caller {
  /** Who is signed in; undefined: nobody. */
  readonly user: User | undefined;
  /** The owner secret that the request holds, of whatever share. */
  readonly secret?: string | undefined;
  /** The ticket that the request holds, of whatever share. */
  readonly ticket?: string | undefined;
  /** Where the request comes from, an IP address; undefined: from the service itself. */
  readonly address?: string | undefined;
}

/** The service itself, when it does something of its own accord. */
export const SERVICE: Caller = { user: undefined };

import { networkOf } from "./network-of.ts";

/** Who asks for something, as far as it is known. */
export interface Sender {
  readonly user?: { readonly id: string; readonly org: string } | undefined;
  readonly address?: string | undefined;
}

/** What somebody's share of something is counted by: who is signed in, or the address where nobody is. */
export function senderOf({ user, address }: Sender): string {
  return user ? JSON.stringify([user.org, user.id]) : networkOf(address);
}

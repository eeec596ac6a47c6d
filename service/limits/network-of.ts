import { normalizeIP } from "@fastify/rate-limit";

/**
 * What counts as one address: all of an IPv6 network (/64) are one, since whoever has one of them has them all. All who
 * have no address any more count as one, too.
 */
export function networkOf(address: string | undefined): string {
  return address === undefined ? "" : normalizeIP(address);
}

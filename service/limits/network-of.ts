import { normalizeIP } from "@fastify/rate-limit";

/** What counts as one address: all of an IPv6 network (/64) are one, since whoever has one of them has them all. */
export function networkOf(address: string): string {
  return normalizeIP(address);
}

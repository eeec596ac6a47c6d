import { isIP } from "node:net";
import type { FastifyInstance, FastifyRequest } from "fastify";

/** Longest address that is told, UTF-16 units: a host has at most 253, a port five more. */
const LONGEST_ADDRESS = 300;

/**
 * Where a request was sent, as far as it says: what a proxy tells of it, else its Host. For people alone, since anybody
 * can say anything there. Undefined: it says nothing that is an address.
 */
export function askedAddress({ headers, protocol }: FastifyRequest): string | undefined {
  const host = firstOf(headers["x-forwarded-host"]) ?? headers.host ?? "";
  const scheme = firstOf(headers["x-forwarded-proto"]) ?? protocol;
  const text = `${scheme}://${host}`;
  if (text.length > LONGEST_ADDRESS || !/^https?:\/\/[^/?#@\\\s]+$/.test(text) || !URL.canParse(text))
    return undefined;
  return new URL(text).origin;
}

/** Several proxies each add their own; what the reader has asked for stands first. */
function firstOf(header: string | readonly string[] | undefined): string | undefined {
  const [first] = (typeof header === "string" ? header : (header?.[0] ?? "")).split(",");
  return first?.trim() || undefined;
}

/**
 * Logs once that people reach the service under another address than links lead to: its public address, or what a proxy
 * passes on, is not what it should be. A name without a dot and an address of digits tell nothing: proxies and probes
 * inside a network use those.
 */
export function reportOtherAddress(app: FastifyInstance, publicUrl: () => string): void {
  let isReported = false;
  app.addHook("onRequest", async (request) => {
    if (isReported || !URL.canParse(publicUrl())) return;
    const { host } = new URL(publicUrl());
    // As a rule it is right, and nothing else need be looked at.
    if (request.headers.host === host && request.headers["x-forwarded-host"] === undefined) return;
    const asked = askedAddress(request);
    if (asked === undefined || !isOfPeople(new URL(asked).hostname) || new URL(asked).host === host) return;
    isReported = true;
    request.log.warn(
      { asked, publicUrl: publicUrl() },
      "the service was reached under another address than links lead to: set SHARE_PUBLIC_URL to what people use, or let the proxy pass Host on",
    );
  });
}

const isOfPeople = (hostname: string): boolean =>
  hostname.includes(".") && isIP(hostname.replace(/^\[|\]$/g, "")) === 0;

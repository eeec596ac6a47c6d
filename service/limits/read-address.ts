import { isIP } from "node:net";

/** `192.0.2.1:443`, and what RFC 7239 lets stand for a port. */
const IPV4_WITH_PORT = /^([\d.]+):[\w.-]+$/;
/** `[2001:db8::1]` and `[2001:db8::1]:443`. */
const BRACKETED = /^\[([^\]]+)\](?::[\w.-]+)?$/;
const MAPPED = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/;

/**
 * An IP address in one form, however a proxy wrote it: with a port, in brackets, in quotes, an IPv4 address within IPv6,
 * with a zone; undefined when it is none.
 */
export function readAddress(text: string): string | undefined {
  const bare = text.trim().replace(/^"(.*)"$/, "$1");
  const address = BRACKETED.exec(bare)?.[1] ?? IPV4_WITH_PORT.exec(bare)?.[1] ?? bare;
  const version = isIP(address);
  if (version === 4) return address;
  return version === 6 ? canonical(address.replace(/%.*$/, "")) : undefined;
}

function canonical(ipv6: string): string {
  const address = new URL(`http://[${ipv6}]`).hostname.slice(1, -1);
  const [, high, low] = MAPPED.exec(address) ?? [];
  return high === undefined || low === undefined
    ? address
    : ipv4(Number.parseInt(high, 16), Number.parseInt(low, 16));
}

const ipv4 = (high: number, low: number) => [high >> 8, high & 255, low >> 8, low & 255].join(".");

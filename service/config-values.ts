import { BlockList, isIP } from "node:net";
import { readAddress } from "./limits/read-address.ts";

/** A port in decimal digits and nothing else; undefined when it is none. */
export function readPort(text: string): number | undefined {
  const port = /^(0|[1-9]\d{0,4})$/.test(text) ? Number(text) : undefined;
  return port !== undefined && port <= 65_535 ? port : undefined;
}

/**
 * Whether a text is exactly one http or https address: no user, query or fragment, nothing beside it, and written as it
 * will be used, so that what is compared with it later is what its operator saw.
 */
export function isWebAddress(text: string): boolean {
  const [, authority = "", path = ""] =
    /^https?:\/\/([^\s/\\?#@,;"'<>]+)(\/[^\s\\?#@,;"'<>]*)?$/i.exec(text) ?? [];
  if (authority === "" || !URL.canParse(text)) return false;
  const url = new URL(text);
  const port = /:(\d+)$/.exec(authority)?.[1];
  if (port !== undefined && (readPort(port) ?? 0) === 0) return false;
  // Names beyond ASCII have another form, numbers and empty ports must not.
  const host = authority.toLowerCase().replace(/:\d+$/, "");
  const isAsWritten = host === url.hostname || /[^\p{ASCII}]/u.test(host);
  return isAsWritten && !path.includes("//") && (path === "" || path === url.pathname);
}

/** Whether a text is an address, or a name that could have one. Numbers that only read like addresses are neither. */
export function isHost(text: string): boolean {
  if (isIP(text) !== 0) return true;
  const labels = text.split(".");
  return (
    text.length <= 253 &&
    labels.every((label) => /^[a-z\d_]([a-z\d_-]{0,61}[a-z\d_])?$/i.test(label)) &&
    !/^(\d+|0x[\da-f]*)$/i.test(labels.at(-1) ?? "")
  );
}

/** Whether only this machine reaches a host. */
export function isLoopback(hostname: string): boolean {
  if (hostname.toLowerCase() === "localhost") return true;
  const loopback = new BlockList();
  loopback.addSubnet("127.0.0.0", 8, "ipv4");
  loopback.addAddress("::1", "ipv6");
  const address = readAddress(hostname);
  return address !== undefined && loopback.check(address, isIP(address) === 4 ? "ipv4" : "ipv6");
}

/** Whether a host stands for all addresses of the machine. */
export function isWildcard(host: string): boolean {
  const address = readAddress(host);
  return address === "0.0.0.0" || address === "::";
}

/** Whether a text names a PostgreSQL database: a server and a database on it. */
export function isDatabaseAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, pathname, searchParams } = new URL(text);
  if (protocol !== "postgres:" && protocol !== "postgresql:") return false;
  return (hostname !== "" || searchParams.has("host")) && /^\/[^/]+$/.test(pathname);
}

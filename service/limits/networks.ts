import { BlockList, isIP } from "node:net";
import { readAddress } from "./read-address.ts";

/** The names that a list may hold, and what they stand for. */
const named: Readonly<Record<string, readonly string[]>> = {
  loopback: ["127.0.0.0/8", "::1"],
  linklocal: ["169.254.0.0/16", "fe80::/10"],
  uniquelocal: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"],
};
/** A wider network than any private one holds strangers, who could then say to be anybody. */
const WIDEST = { 4: 8, 6: 7 } as const;
const LONGEST = { 4: 32, 6: 128 } as const;

/** Whether a text names an address, a network in CIDR form, or `loopback`, `linklocal`, `uniquelocal`. */
export function isNetwork(text: string): boolean {
  if (Object.hasOwn(named, text)) return true;
  const [address = "", bits, ...rest] = text.split("/");
  const version = isIP(address);
  if ((version !== 4 && version !== 6) || address.includes("%") || rest.length > 0) return false;
  if (bits === undefined) return true;
  // A network of IPv4 addresses is written as one.
  if (version === 6 && isIP(readAddress(address) ?? "") === 4) return false;
  return /^[1-9]\d{0,2}$/.test(bits) && Number(bits) >= WIDEST[version] && Number(bits) <= LONGEST[version];
}

/** Whether an address (as `readAddress` answers it) lies in one of the networks. @param list of what `isNetwork` holds for */
export function addressesIn(list: readonly string[]): (address: string) => boolean {
  const networks = new BlockList();
  for (const network of list.flatMap((name) => named[name] ?? [name])) {
    const [text = "", bits] = network.split("/");
    const address = readAddress(text) ?? text;
    if (bits === undefined) networks.addAddress(address, family(address));
    else networks.addSubnet(address, Number(bits), family(address));
  }
  return (address) => networks.check(address, family(address));
}

const family = (address: string) => (isIP(address) === 4 ? "ipv4" : "ipv6");

import { join } from "node:path";
import { unpackPackages } from "../debian/unpack-packages.ts";

/**
 * The folder `.cache/proxies`, in which Debian's nginx, Caddy and Apache lie.
 * @throws Error that says what is missing
 */
export async function bringProxies(root: string): Promise<string> {
  const folder = join(root, ".cache/proxies");
  await unpackPackages(folder, {
    names: ["nginx", "caddy", "apache2-bin"],
    what: "nginx, Caddy and Apache (once, 15 MB)",
    byHand: "please install nginx, caddy and apache2-bin, or run this on Debian or Ubuntu",
  });
  return folder;
}

import { readdir } from "node:fs/promises";
import { join } from "node:path";

/**
 * The folder that a project of opencode 0.x is named after: its path with everything but letters and digits turned to
 * `-`. Several folders can have the same name then; only what exists and is the only one counts.
 */
export async function findProjectFolder(slug: string, start?: string): Promise<string | undefined> {
  const [root, rest] = start === undefined ? rootIn(slug) : [start, slug];
  const found = await matches(root, rest);
  return found.length === 1 ? found[0] : undefined;
}

/** Two matches are enough to know that there is not one. */
async function matches(folder: string, slug: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    if (!entry.isDirectory()) continue;
    const name = slugOf(entry.name);
    const path = join(folder, entry.name);
    if (slug === name) found.push(path);
    else if (slug.startsWith(`${name}-`)) found.push(...(await matches(path, slug.slice(name.length + 1))));
    if (found.length > 1) break;
  }
  return found;
}

const slugOf = (name: string) => name.replace(/[^A-Za-z0-9_]/g, "-");

/** A Windows path begins with its drive, `C:`. */
function rootIn(slug: string): [string, string] {
  const [, drive, rest = ""] = /^([A-Za-z])--(.*)$/.exec(slug) ?? [];
  return process.platform === "win32" && drive ? [`${drive}:\\`, rest] : ["/", slug];
}

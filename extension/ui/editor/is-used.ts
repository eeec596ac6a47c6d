import type { App } from "../app.ts";

/** Whether this person uses opencode, or shares anything: for others nothing is read and nobody is asked. */
export async function isUsed({
  hasStorage,
  registry,
}: Pick<App, "hasStorage" | "registry">): Promise<boolean> {
  return (await hasStorage()) || registry.isUsed();
}

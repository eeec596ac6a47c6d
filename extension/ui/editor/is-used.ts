import type { ShareRegistry } from "../../../engine/registry/share-registry.ts";

export interface IsUsedDeps {
  readonly hasStorage: () => Promise<boolean>;
  readonly registry: ShareRegistry;
}

/** Whether this person uses opencode, or shares anything: for others nothing is read and nobody is asked. */
export async function isUsed({ hasStorage, registry }: IsUsedDeps): Promise<boolean> {
  return (await hasStorage()) || registry.isUsed();
}

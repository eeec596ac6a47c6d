import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

interface Manifest {
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: {
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly scope: string }>> };
  };
}

describe("the settings of the extension", () => {
  const manifest = JSON.parse(
    readFileSync(path.join(import.meta.dirname, "../../../package.json"), "utf8"),
  ) as Manifest;

  it("are the person's own, but for the mode: VS Code hears no workspace about any other", () => {
    const scopes = Object.entries(manifest.contributes.configuration.properties);
    const ofWorkspaces = scopes.filter(([, { scope }]) => !["application", "machine"].includes(scope));
    assert.deepEqual(
      ofWorkspaces.map(([name]) => name),
      ["opencode.share"],
    );
  });

  it("are all restricted where a workspace is not trusted", () => {
    const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    assert.deepEqual(
      [...restrictedConfigurations].sort(),
      Object.keys(manifest.contributes.configuration.properties).sort(),
    );
  });
});

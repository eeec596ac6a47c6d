/**
 * How what runs in browsers is built. README.md names the oldest browsers that read a share; an editor's is newer.
 * @satisfies {import("esbuild").BuildOptions}
 */
export const browserBuild = {
  bundle: true,
  platform: "browser",
  format: "iife",
  target: ["chrome109", "firefox115", "safari16"],
  jsx: "automatic",
  jsxImportSource: "preact",
};

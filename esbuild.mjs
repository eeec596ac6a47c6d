// Makes what ships into dist/. `--production` minifies, `--watch` stays and builds again on every change.
import { globSync, rmSync } from "node:fs";
import { context } from "esbuild";
import { beginBuild } from "./tools/bootstrap/built-from.mjs";
import { browserBuild } from "./viewer/browser-build.mjs";

process.chdir(import.meta.dirname);
const production = process.argv.includes("--production");
const watch = process.argv.includes("--watch");

/** @type {import("esbuild").BuildOptions} */
const node = {
  platform: "node",
  format: "cjs",
  target: "node22",
  mainFields: ["module", "main"],
  external: ["vscode"],
};

/**
 * Keeps the features out of the file that VS Code loads at its start; they are the next one, loaded by `require`.
 * @type {import("esbuild").Plugin}
 */
const windowApart = {
  name: "window-apart",
  setup({ initialOptions, onResolve }) {
    initialOptions.supported = { "dynamic-import": false };
    onResolve({ filter: /\/ui\/window\.ts$/ }, () => ({ path: "./window.cjs", external: true }));
  },
};

/** @type {readonly import("esbuild").BuildOptions[]} */
const bundles = [
  { ...node, entryPoints: ["extension/extension.ts"], outfile: "dist/extension.cjs", plugins: [windowApart] },
  { ...node, entryPoints: ["extension/ui/window.ts"], outfile: "dist/window.cjs" },
  {
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    entryPoints: ["service/main.ts"],
    outfile: "dist/service/main.js",
  },
  {
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    banner: { js: "#!/usr/bin/env node" },
    entryPoints: ["service/admin/cli/main.ts"],
    outfile: "dist/service/admin.js",
  },
  {
    ...browserBuild,
    entryPoints: [
      { in: "viewer/page/main.tsx", out: "page" },
      { in: "viewer/page/index.html", out: "index" },
      { in: "viewer/admin/main.tsx", out: "admin" },
      { in: "viewer/admin/index.html", out: "admin" },
    ],
    loader: { ".html": "copy" },
    outdir: "dist/page",
    // Also for a service that is started from its sources: people read with it.
    minify: !watch,
  },
  { ...browserBuild, entryPoints: [{ in: "viewer/webview/main.tsx", out: "webview" }], outdir: "dist" },
  {
    ...node,
    entryPoints: globSync("extension/test/**/*.host.ts"),
    outbase: "extension/test",
    outdir: "dist/test/host",
    outExtension: { ".js": ".cjs" },
  },
];

const started = performance.now();
const succeeded = beginBuild(import.meta.dirname);
rmSync("dist/test", { recursive: true, force: true });
try {
  await Promise.all(bundles.map(build));
  if (!watch) succeeded();
  const took = Math.round(performance.now() - started);
  console.log(watch ? "Watching for changes …" : `Built dist/ in ${took} ms.`);
} catch {
  process.exitCode = 1; // esbuild has said what is wrong
}

/** @param {import("esbuild").BuildOptions} bundle */
async function build(bundle) {
  const it = await context({
    bundle: true,
    minify: production,
    sourcemap: production ? false : "linked",
    define: { "process.env.NODE_ENV": production ? '"production"' : '"development"' },
    logLevel: watch ? "info" : "warning",
    ...bundle,
  });
  if (watch) return it.watch();
  await it.rebuild().finally(() => it.dispose());
}

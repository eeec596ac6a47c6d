import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { build } from "esbuild";
import { browserBuild } from "../browser-build.mjs";
import type { Asset } from "./share-server.ts";

const types: Readonly<Record<string, string>> = { ".js": "text/javascript", ".css": "text/css" };

/** Bundles browser code as it ships, and gives it by path: `/assets/<name>.js` and `.css`. */
export async function bundle(name: string, entry: URL): Promise<ReadonlyMap<string, Asset>> {
  const { outputFiles } = await build({
    entryPoints: { [name]: entry.pathname },
    ...browserBuild,
    minify: true,
    outdir: "/assets",
    write: false,
    logLevel: "silent",
  });
  return new Map(
    outputFiles.map(({ path, contents }) => [path, { type: types[extname(path)] ?? "", body: contents }]),
  );
}

/** The page with its files, as a service serves them. */
export const bundlePage = () => bundleHtml("page", "index");

/** The same page, which counts in `window.renders` what it renders. */
export async function bundleCountedPage(): Promise<ReadonlyMap<string, Asset>> {
  return new Map([
    ...(await bundlePage()),
    ...(await bundle("page", new URL("./counted-page.ts", import.meta.url))),
  ]);
}

/** The admins' page, likewise. */
export const bundleAdmin = () => bundleHtml("admin", "admin");

async function bundleHtml(folder: string, name: string): Promise<ReadonlyMap<string, Asset>> {
  const files = await bundle(folder, new URL(`../${folder}/main.tsx`, import.meta.url));
  const html = await readFile(new URL(`../${folder}/index.html`, import.meta.url), "utf8");
  return new Map([...files, [`/${name}.html`, { type: "text/html; charset=utf-8", body: html }]]);
}

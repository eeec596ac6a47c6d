import assert from "node:assert/strict";
import { mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeTempFolder, type TempFolder } from "../process/temp-folder.ts";
import { beginBuild, isBuilt } from "./built-from.mjs";

/** What there is in `dist/`; the architecture's first drawing has them all. */
const SHIPPED = ["primitives", "protocol", "redaction", "client", "engine", "extension", "service", "viewer"];

describe("what dist/ is built from", () => {
  let temp: TempFolder;
  const inRoot = (path: string) => join(temp.path, path);
  const build = () => beginBuild(temp.path)();

  beforeEach(() => {
    temp = makeTempFolder("built-from");
    for (const folder of [...SHIPPED, "service/routes", "dist"])
      mkdirSync(inRoot(folder), { recursive: true });
    for (const file of ["esbuild.mjs", "package-lock.json", "service/main.ts", "service/routes/a.ts"])
      writeFileSync(inRoot(file), "a");
  });

  afterEach(() => temp.remove());

  it("is nothing before the first build", () => assert.equal(isBuilt(temp.path), false));

  it("is known after a build", () => {
    build();
    assert.equal(isBuilt(temp.path), true);
  });

  it("is nothing during a build, and after one that failed", () => {
    build();
    beginBuild(temp.path);
    assert.equal(isBuilt(temp.path), false);
  });

  it("is what was there when the build began", () => {
    const succeeded = beginBuild(temp.path);
    writeFileSync(inRoot("service/main.ts"), "changed meanwhile");
    succeeded();
    assert.equal(isBuilt(temp.path), false);
  });

  it("is no test", () => {
    build();
    writeFileSync(inRoot("service/main.test.ts"), "");
    assert.equal(isBuilt(temp.path), true);
  });

  for (const folder of SHIPPED)
    it(`is out of date when something is added to ${folder}`, () => {
      build();
      writeFileSync(inRoot(`${folder}/new.ts`), "");
      assert.equal(isBuilt(temp.path), false);
    });

  const changes = {
    changed: () => writeFileSync(inRoot("service/main.ts"), "other"),
    "replaced by an older one": () => utimesSync(inRoot("service/main.ts"), 1, 1),
    added: () => writeFileSync(inRoot("viewer/b.ts"), ""),
    removed: () => rmSync(inRoot("service/routes/a.ts")),
    renamed: () => renameSync(inRoot("service/routes/a.ts"), inRoot("service/routes/b.ts")),
  };
  for (const [what, change] of Object.entries(changes))
    it(`is out of date when a source was ${what}`, () => {
      build();
      change();
      assert.equal(isBuilt(temp.path), false);
    });
});

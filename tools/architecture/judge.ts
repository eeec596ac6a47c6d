import { circlesOf } from "./circles.ts";
import { type Drawing, reachable } from "./drawing.ts";
import { folderOf, isTest, packageOf, type SourceFile } from "./imports.ts";

/** Folders whose files need each other by nature. A session's parts hold calls, whose sub-agents are sessions. */
const RECURSIVE: readonly string[] = ["viewer/components"];

/** The drawing of the packages, and those of the folders within them. */
export interface Drawings {
  readonly packages: Drawing;
  readonly folders: readonly Drawing[];
}

/** An import between two packages, or between two folders of one. */
interface Import {
  readonly from: string;
  readonly to: string;
}

/** What the code does and the drawings do not say, or the other way round; a sentence each. */
export function judge(files: readonly SourceFile[], { packages, folders }: Drawings): readonly string[] {
  const within = files.flatMap((file) => importsOf(file, folderOf, true));
  const between = files.flatMap((file) => importsOf(file, packageOf, false));
  return [
    ...files.flatMap(importsOfTests),
    ...missing(
      files.map(({ path }) => packageOf(path)),
      [packages],
    ),
    ...missing(foldersToDraw(files), folders),
    ...notAllowed(between, [packages]),
    ...notAllowed(within, folders),
    ...[packages, ...folders].flatMap(drawnCircles),
    ...needless(between, packages),
    ...folders.flatMap((drawing) => needless(within, drawing)),
    ...fileCircles(files),
  ];
}

function importsOf(
  { path, imports }: SourceFile,
  placeOf: (path: string) => string,
  isWithin: boolean,
): readonly Import[] {
  return imports
    .filter((to) => !isTest(to) && (packageOf(to) === packageOf(path)) === isWithin)
    .map((to) => ({ from: placeOf(path), to: placeOf(to) }))
    .filter(({ from, to }) => from !== to);
}

/** Those of packages that have more than one. */
function foldersToDraw(files: readonly SourceFile[]): readonly string[] {
  const all = [...new Set(files.map(({ path }) => folderOf(path)))];
  return all.filter((folder) =>
    all.some((other) => other !== folder && packageOf(other) === packageOf(folder)),
  );
}

function importsOfTests({ path, imports }: SourceFile): readonly string[] {
  return imports
    .filter(isTest)
    .map((imported) => `${path} ships and imports ${imported}, which is for tests.`);
}

function missing(existing: readonly string[], drawings: readonly Drawing[]): readonly string[] {
  const drawn = drawings.flatMap(({ folders }) => folders);
  const there = new Set(existing);
  const twice = drawn.filter((folder, at) => drawn.indexOf(folder) !== at);
  return [
    ...[...there].filter((folder) => !drawn.includes(folder)).map((folder) => `${folder} is not drawn.`),
    ...drawn.filter((folder) => !there.has(folder)).map((folder) => `${folder} is drawn and not there.`),
    ...twice.map((folder) => `${folder} is drawn twice.`),
  ];
}

function notAllowed(imports: readonly Import[], drawings: readonly Drawing[]): readonly string[] {
  const problems = imports
    .filter(({ from, to }) => !drawings.some((drawing) => reachable(drawing, from).has(to)))
    .map(({ from, to }) => `${from} imports ${to}, and no arrow leads there.`);
  return [...new Set(problems)];
}

function drawnCircles(drawing: Drawing): readonly string[] {
  return circlesOf(drawing.folders, (folder) => drawing.arrows.get(folder) ?? []).map(
    (circle) => `The arrows between ${circle.join(", ")} form a circle.`,
  );
}

/** Arrows without which everything would still be allowed. */
function needless(imports: readonly Import[], { folders, arrows }: Drawing): readonly string[] {
  const here = imports.filter(({ from }) => folders.includes(from));
  const isNeeded = (from: string, to: string) => {
    const rest = new Map(arrows).set(
      from,
      (arrows.get(from) ?? []).filter((target) => target !== to),
    );
    return here.some((it) => !reachable({ folders, arrows: rest }, it.from).has(it.to));
  };
  return [...arrows].flatMap(([from, targets]) =>
    targets.filter((to) => !isNeeded(from, to)).map((to) => `The arrow from ${from} to ${to} is needless.`),
  );
}

function fileCircles(files: readonly SourceFile[]): readonly string[] {
  const imports = new Map(files.map((file) => [file.path, file.imports]));
  return circlesOf(imports.keys(), (path) => (imports.get(path) ?? []).filter((to) => imports.has(to)))
    .filter((circle) => !circle.every((path) => RECURSIVE.includes(folderOf(path))))
    .map((circle) => `${circle.join(", ")} import each other.`);
}

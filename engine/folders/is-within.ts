import path from "node:path";

/** Whether `directory` is `root` or below it; both absolute. Without one of them it is not. */
export function isWithin(root: string | undefined, directory: string | undefined): boolean {
  if (root === undefined || directory === undefined) return false;
  const relative = path.relative(root, directory);
  const leaves = relative === ".." || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);
  return !leaves;
}

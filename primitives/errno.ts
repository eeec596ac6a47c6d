/** Whether the system refused with a code such as `ENOENT`, or with one of several. */
export function hasErrno(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && "code" in error && codes.some((code) => code === error.code);
}

/** There is no such file. */
export const isMissing = (error: unknown): boolean => hasErrno(error, "ENOENT");
/** There is such a file already. */
export const isExisting = (error: unknown): boolean => hasErrno(error, "EEXIST");

/** Something that tests need is not to be had on this kind of machine: they are skipped there, and do not fail. */
export class NotHereError extends Error {
  override readonly name = "NotHereError";
}

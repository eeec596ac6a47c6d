/** Longest name without its ending, in UTF-16 units: with it below the 255 bytes of common file systems in any script. */
const LONGEST = 60;
/** What Windows or a POSIX system does not take in a name, and what hides in one. */
const UNFIT = /[\p{Cc}\p{Cf}\p{Cs}<>:"/\\|?*]+/gu;
/** Names of devices on Windows, with any ending. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/**
 * What a session's file is called, on any system.
 * @param fallback for a title of which nothing is left
 */
export function fileNameOf(title: string, fallback: string): string {
  const name = title.replace(UNFIT, " ").replace(/\s+/g, " ").trim().slice(0, LONGEST);
  // A dot at the beginning hides a file, a dot or blank at the end is dropped by Windows.
  const fit = name.replace(/[\uD800-\uDBFF]$/, "").replace(/^[.\s]+|[.\s]+$/g, "");
  return `${fit === "" || DEVICE.test(fit) ? fallback : fit}.json`;
}

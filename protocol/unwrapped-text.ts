/** How often a link may have been wrapped by others, each of which encodes it once. */
const MOST_WRAPPINGS = 4;
/** The lines over which one link may be broken. */
const MOST_LINES = 5;

/** What Proofpoint counts runs with: `**A` stands for two characters. */
const RUNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"' };

/** The text without what is not seen, what HTML, JSON and Markdown escape, and the signs of emphasis around an address. */
export const plainText = (text: string): string =>
  text
    .normalize("NFC")
    .replace(/\p{Cf}/gu, "")
    .replace(/&(?:#(\d{1,5})|#x([0-9a-f]{1,4})|(amp|lt|gt|quot));/gi, (_, decimal, hex, name) =>
      name
        ? (ENTITIES[name.toLowerCase()] ?? "")
        : String.fromCharCode(decimal ? Number(decimal) : Number.parseInt(hex, 16)),
    )
    .replace(/\\(?=[^\sA-Za-z0-9])/g, "")
    .replace(/(?<=^|[\s(*"'>])_+(https?:\S{1,1000}?)_+(?![\w-])/gi, "$1");

/** The text as it is, and as it was before mail scanners and other programs wrapped each of its addresses. */
export function* unwrapped(text: string): Iterable<string> {
  let form = text;
  for (let wrappings = 0; wrappings <= MOST_WRAPPINGS; wrappings++) {
    const known = withoutScanners(form);
    yield known;
    form = unescaped(known).replace(/\baHR0c[A-Za-z0-9+/_-]{1,2000}/g, fromBase64);
    if (form === known) return;
  }
}

/** The text's lines, each joined with some of those behind it: without the signs of a quote or of a line that goes on. */
export function* joinedLines(text: string): Iterable<string> {
  const lines = text
    .split(/\r\n|[\n\r\v\u2028\u2029]/)
    .map((line) => line.replace(/^[\s>]+|[=\\]?\s*$/g, ""));
  for (let first = 0; first < lines.length - 1; first++)
    for (let count = 2; count <= MOST_LINES && first + count <= lines.length; count++)
      yield lines.slice(first, first + count).join("");
}

/** Those whose addresses name the wrapped one in a way of their own. */
const withoutScanners = (text: string): string =>
  text
    .replace(/https?:\/\/urldefense\.[a-z.]{2,20}\/v2\/url\?u=([^&\s]+)[^\s<>"')\]]*/gi, (_, url: string) =>
      unescaped(url.replaceAll("-", "%").replaceAll("_", "/")),
    )
    .replace(
      /https?:\/\/urldefense\.[a-z.]{2,20}\/v3\/__(\S+?)__;([\w=-]*)(?:![^\s<>"')\]]*)?/gi,
      (_, url: string, replaced: string) => urlDefense3(url, replaced),
    )
    .replace(/https?:\/\/[a-z0-9.-]{1,80}\/v\d\/(?:r\d+\/)?___(\S+?)___\.[^\s<>"')\]]*/gi, "$1");

/** URL Defense 3 writes `*` for a character, `**` and a letter for several, and names them all behind the address. */
function urlDefense3(url: string, replaced: string): string {
  const characters = [...fromBase64(replaced)];
  return url.replace(/\*(?:\*([\w-]))?/g, (_, run?: string) =>
    characters.splice(0, run === undefined ? 1 : RUNS.indexOf(run) + 2).join(""),
  );
}

/** Each escape that is one becomes what it stands for; the rest stays. */
const unescaped = (text: string): string =>
  text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes;
    }
  });

/** What does not stand for a text stays as it is. */
function fromBase64(encoded: string): string {
  try {
    const bytes = atob(encoded.replaceAll("-", "+").replaceAll("_", "/"));
    return new TextDecoder("utf-8", { fatal: true }).decode(
      Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)),
    );
  } catch {
    return encoded;
  }
}

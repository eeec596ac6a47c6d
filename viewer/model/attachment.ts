/** A file that came with a message. */
export interface FileFacts {
  readonly mime: string;
  readonly filename?: string | null | undefined;
  readonly url?: string | undefined;
}

/** Whether a file is here itself; else there is only its name or an address elsewhere. */
export const holdsData = ({ url }: FileFacts): boolean => url !== undefined && /^data:[^,]*,/i.test(url);

/** The bytes of a file that is here itself; undefined: they are damaged. */
export function bytesOf({ url = "" }: FileFacts): Uint8Array<ArrayBuffer> | undefined {
  const comma = url.indexOf(",");
  const [head, body] = [url.slice(0, comma), url.slice(comma + 1)];
  try {
    const text = decodeURIComponent(body);
    if (!/;\s*base64\s*$/i.test(head)) return new TextEncoder().encode(text);
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/** Longest name that is saved, in characters. */
const LONGEST_NAME = 150;

/** What a file is called where it is saved: one name, and nothing in it that makes its end look like another one. */
export function savedName({ filename, mime }: FileFacts): string {
  const last = (filename ?? "").split(/[\\/]/).pop() ?? "";
  const name = last.replace(/[\p{C}\p{Zl}\p{Zp}<>:"|?*]/gu, "").replace(/^[\s.]+|[\s.]+$/g, "");
  if (name === "") return `attachment${endingOf(mime)}`;
  const ending = /\.[^.\s]{1,12}$/.exec(name)?.[0] ?? "";
  return name.length <= LONGEST_NAME
    ? name
    : [...name].slice(0, LONGEST_NAME - ending.length).join("") + ending;
}

/** The usual end of names of a kind of file, where its kind says it. */
function endingOf(mime: string): string {
  const kind = /^[a-z]+\/([a-z0-9]{1,5})$/i.exec(mime)?.[1]?.toLowerCase();
  if (kind === "plain") return ".txt";
  return kind === undefined ? "" : `.${kind}`;
}

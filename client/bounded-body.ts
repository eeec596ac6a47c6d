/** A body goes on beyond what was asked for. */
export class BodyTooLargeError extends Error {
  constructor(maxBytes: number) {
    super(`the answer is larger than ${Math.ceil(maxBytes / 1024 / 1024)} MB`);
    this.name = "BodyTooLargeError";
  }
}

export interface BodyLimit {
  /** Of the body as it is read: what comes compressed counts in full. */
  readonly maxBytes: number;
  /** Called whenever something has come. */
  readonly onProgress?: (() => void) | undefined;
}

/** An answer's body as text. @throws BodyTooLargeError, or what breaks the connection; nothing more is received then */
export async function readText(response: Response, limit: BodyLimit): Promise<string> {
  let text = "";
  for await (const piece of readPieces(response, limit)) text += piece;
  return text;
}

/** The lines of an answer's body, without empty ones; `maxBytes` is also the limit of each. Throws like `readText`. */
export async function* readLines(
  response: Response,
  limit: BodyLimit,
  maxLineLength: number,
): AsyncGenerator<string> {
  let rest = "";
  for await (const piece of readPieces(response, limit)) {
    const lines = piece.split("\n");
    lines[0] = rest + lines[0];
    rest = lines.pop() ?? "";
    for (const line of lines) if (line) yield line;
    if (rest.length > maxLineLength) throw new BodyTooLargeError(maxLineLength);
  }
  if (rest) yield rest;
}

async function* readPieces(response: Response, { maxBytes, onProgress }: BodyLimit): AsyncGenerator<string> {
  const reader = response.body?.getReader();
  if (!reader) return;
  const decoder = new TextDecoder();
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      onProgress?.();
      if (done) break;
      bytes += value.byteLength;
      if (bytes > maxBytes) throw new BodyTooLargeError(maxBytes);
      yield decoder.decode(value, { stream: true });
    }
    yield decoder.decode();
  } finally {
    // Whoever stops reading wants nothing more of it.
    await reader.cancel().catch(() => undefined);
  }
}

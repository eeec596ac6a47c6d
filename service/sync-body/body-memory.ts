/** From this length on a chunk is kept as it came, in bytes: it is a good part of what it was received into. */
const LARGE_BYTES = 32 * 1024;
/** Smallest and largest run of memory that is taken at once while it is not known how much will come, in bytes. */
const [LEAST_RUN_BYTES, MOST_RUN_BYTES] = [4 * 1024, 1024 * 1024];

/**
 * Where a body is kept while it comes in: in few long runs of memory, however small its chunks are, since each chunk by
 * itself would cost a hundred bytes and all that it was received with. One of a known length comes into a single run. The
 * system gives that memory page by page, as the bytes come.
 */
export class BodyMemory {
  #run: Buffer;
  #used = 0;
  #size = 0;

  /** @param announced the body's length in bytes, 0: not known */
  constructor(announced: number) {
    this.#run = Buffer.allocUnsafeSlow(announced);
  }

  /** Takes a chunk in; gives it as it lies here: whole or in two parts. */
  *take(chunk: Buffer): Generator<Buffer> {
    this.#size += chunk.length;
    const room = this.#run.length - this.#used;
    const isLarge = chunk.length >= LARGE_BYTES && chunk.length > room;
    if (isLarge) yield chunk;
    else if (room > 0) yield this.#copy(chunk.subarray(0, room));
    const rest = chunk.subarray(room);
    if (isLarge || rest.length === 0) return;
    const wanted = Math.min(MOST_RUN_BYTES, Math.max(LEAST_RUN_BYTES, this.#size >>> 2));
    this.#run = Buffer.allocUnsafeSlow(Math.max(wanted, rest.length));
    this.#used = 0;
    yield this.#copy(rest);
  }

  #copy(bytes: Buffer): Buffer {
    const start = this.#used;
    this.#used += bytes.copy(this.#run, start);
    return this.#run.subarray(start, this.#used);
  }
}

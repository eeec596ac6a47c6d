import type { ByteSource } from "../contents/segment.ts";

/** Bytes of a file that is still being opened. */
export class SourceToCome implements ByteSource {
  #source: ByteSource | undefined;

  is(source: ByteSource): void {
    this.#source = source;
  }

  read(position: number, length: number): Promise<Buffer> {
    if (!this.#source) throw new Error("the file is not open yet");
    return this.#source.read(position, length);
  }
}

/** What holds bytes by position, and goes on holding them as they are. */
export interface ByteSource {
  /** Some bytes from a position on, at least one and at most `length`. */
  read(position: number, length: number): Promise<Buffer>;
}

/** Where a run of bytes lies: in memory, or in a source from `start` on. Filled in anew when they are written or moved. */
export interface ByteLocation {
  bytes?: Buffer | undefined;
  source?: ByteSource | undefined;
  start: number;
}

/** Some of the bytes at a place. */
export interface Segment {
  readonly place: ByteLocation;
  /** Where they begin, from the place's beginning on. */
  readonly offset: number;
  readonly length: number;
}

/** A segment of bytes in memory. */
export function inMemory(bytes: Buffer): Segment {
  return { place: { bytes, start: 0 }, offset: 0, length: bytes.length };
}

/** A part of a segment, from and to a byte of it. */
export function slice({ place, offset }: Segment, from: number, to: number): Segment {
  return { place, offset: offset + from, length: to - from };
}

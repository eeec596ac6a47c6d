import { inflateSync } from "node:zlib";

/** A picture without transparency: three bytes a pixel, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgb: Buffer;
}

const SIGNATURE_LENGTH = 8;
/** Bytes a pixel by PNG's number for a colour type, of those that browsers write: RGB, and RGB with opacity. */
const BYTES_PER_PIXEL: Readonly<Record<number, number>> = { 2: 3, 6: 4 };

/** Reads a picture as browsers write them: 8 bits a channel, not interlaced. Opacity is left out. @throws Error for another form */
export function readPng(png: Buffer): Pixels {
  const chunks = [...chunksIn(png)];
  const header = chunks.find(({ type }) => type === "IHDR")?.data;
  const [width = 0, height = 0] = [header?.readUInt32BE(0), header?.readUInt32BE(4)];
  const bytes = BYTES_PER_PIXEL[header?.[9] ?? 0];
  if (!bytes || header?.[8] !== 8 || header[12] !== 0) throw new Error("this form of PNG is not known");
  const data = Buffer.concat(chunks.filter(({ type }) => type === "IDAT").map(({ data }) => data));
  const rows = unfilter(inflateSync(data), width * bytes, height, bytes);
  if (bytes === 3) return { width, height, rgb: rows };
  const rgb = Buffer.alloc(width * height * 3);
  for (let i = 0; i < width * height; i++) rows.copy(rgb, i * 3, i * bytes, i * bytes + 3);
  return { width, height, rgb };
}

function* chunksIn(png: Buffer): Generator<{ readonly type: string; readonly data: Buffer }> {
  for (let at = SIGNATURE_LENGTH; at < png.length; ) {
    const length = png.readUInt32BE(at);
    yield { type: png.toString("latin1", at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) };
    at += length + 12;
  }
}

/** Each row begins with how its bytes are told from those on the left and above. */
function unfilter(filtered: Buffer, rowBytes: number, height: number, bytes: number): Buffer {
  const rows = Buffer.alloc(rowBytes * height);
  for (let y = 0; y < height; y++) {
    const filter = filtered[y * (rowBytes + 1)] ?? 0;
    for (let x = 0; x < rowBytes; x++) {
      const at = y * rowBytes + x;
      const left = x < bytes ? 0 : (rows[at - bytes] ?? 0);
      const above = y === 0 ? 0 : (rows[at - rowBytes] ?? 0);
      const corner = x < bytes || y === 0 ? 0 : (rows[at - rowBytes - bytes] ?? 0);
      rows[at] = (filtered[y * (rowBytes + 1) + 1 + x] ?? 0) + predict(filter, left, above, corner);
    }
  }
  return rows;
}

function predict(filter: number, left: number, above: number, corner: number): number {
  switch (filter) {
    case 0:
      return 0;
    case 1:
      return left;
    case 2:
      return above;
    case 3:
      return (left + above) >> 1;
    case 4:
      return nearest(left + above - corner, left, above, corner);
    default:
      throw new Error(`PNG has no filter ${filter}`);
  }
}

/** The one of three that is nearest to an estimate; the earlier one when they are equally near. */
function nearest(estimate: number, ...[left, above, corner]: [number, number, number]): number {
  const [a, b, c] = [Math.abs(estimate - left), Math.abs(estimate - above), Math.abs(estimate - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? above : corner;
}

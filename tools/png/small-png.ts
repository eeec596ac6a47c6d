import { crc32, deflateSync } from "node:zlib";
import type { Pixels } from "./pixels.ts";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const MOST_COLOURS = 256;

/**
 * The picture as a PNG with a palette of at most 256 of its colours; each other colour becomes the one of these that is
 * nearest. Pictures of user interfaces look the same and have a third of the bytes.
 */
export function smallPng({ width, height, rgb }: Pixels): Buffer {
  const colours = coloursIn(rgb);
  const palette = paletteOf(colours);
  const indexes = new Map(colours.map((colour) => [colour, nearestIn(palette, colour)]));
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      rows[y * (width + 1) + 1 + x] = indexes.get(rgb.readUIntBE((y * width + x) * 3, 3)) ?? 0;
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 3, 0, 0, 0]);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("PLTE", Buffer.from(palette.flatMap(channels))),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** All colours, the most frequent first. */
function coloursIn(rgb: Buffer): number[] {
  const counts = new Map<number, number>();
  for (let at = 0; at < rgb.length; at += 3) {
    const colour = rgb.readUIntBE(at, 3);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([colour]) => colour);
}

/** Frequent colours, each far enough from the others that there is room for rare ones such as a small icon's. */
function paletteOf(colours: readonly number[]): readonly number[] {
  let palette = colours;
  for (let gap = 1; palette.length > MOST_COLOURS; gap++) palette = apart(colours, gap);
  return palette;
}

/** Those that are further than `gap` from all before them; as many as are needed to see that they are too many. */
function apart(colours: readonly number[], gap: number): readonly number[] {
  const chosen: number[] = [];
  for (const colour of colours) {
    if (chosen.every((other) => distance(other, colour) > gap ** 2)) chosen.push(colour);
    if (chosen.length > MOST_COLOURS) break;
  }
  return chosen;
}

/** The place in the palette of the colour that is nearest. */
function nearestIn(palette: readonly number[], colour: number): number {
  const distances = palette.map((other) => distance(other, colour));
  return distances.indexOf(Math.min(...distances));
}

/** Squared. */
function distance(a: number, b: number): number {
  const [first, second] = [channels(a), channels(b)];
  return first.reduce((sum, value, i) => sum + (value - (second[i] ?? 0)) ** 2, 0);
}

const channels = (colour: number) => [colour >> 16, (colour >> 8) & 0xff, colour & 0xff];

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(data.length, 0);
  named.copy(framed, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}

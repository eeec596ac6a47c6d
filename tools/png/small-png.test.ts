import assert from "node:assert/strict";
import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { type Pixels, readPng } from "./pixels.ts";
import { smallPng } from "./small-png.ts";

/** Reads the palette form back: what each pixel's colour became. */
function readSmall(png: Buffer): Buffer {
  const text = png.toString("latin1");
  const palette = text.indexOf("PLTE") + 4;
  const data = text.indexOf("IDAT");
  // The reader knows three bytes a pixel: a palette's numbers read as rows of bytes, a third as wide.
  const asRgb = Buffer.from(png);
  asRgb[25] = 2;
  const width = png.readUInt32BE(16);
  assert.equal(width % 3, 0);
  asRgb.writeUInt32BE(width / 3, 16);
  assert.ok(data > palette);
  const indexes = readPng(asRgb).rgb;
  return Buffer.concat([...indexes].map((i) => png.subarray(palette + i * 3, palette + i * 3 + 3)));
}

function colours(rgb: Buffer): Set<number> {
  return new Set(Array.from({ length: rgb.length / 3 }, (_, i) => rgb.readUIntBE(i * 3, 3)));
}

describe("a small PNG", () => {
  const picture = fc
    .record({ width: fc.constantFrom(3, 6, 9), height: fc.integer({ min: 1, max: 6 }) })
    .chain(({ width, height }) =>
      fc
        .uint8Array({ minLength: width * height * 3, maxLength: width * height * 3 })
        .map((bytes): Pixels => ({ width, height, rgb: Buffer.from(bytes) })),
    );

  it("keeps a picture of few colours as it is", () =>
    fc.assert(fc.property(picture, (pixels) => assert.deepEqual(readSmall(smallPng(pixels)), pixels.rgb))));

  it("has few of many shades that are alike, the frequent ones, and keeps a rare colour", () => {
    const width = 300;
    const rgb = Buffer.alloc(width * 2 * 3);
    for (let x = 0; x < width; x++) rgb.writeUIntBE(x < 200 ? x : 0x4000 + x, x * 3, 3);
    for (let x = 0; x < width; x++) rgb.writeUIntBE(x === 0 ? 0xff0000 : 7, (width + x) * 3, 3);
    const before = colours(rgb);
    const after = colours(readSmall(smallPng({ width, height: 2, rgb })));
    assert.equal(before.size, 301);
    assert.ok(after.size <= 256 && [...after].every((colour) => before.has(colour)));
    assert.ok(after.has(0xff0000) && after.has(7));
  });

  it("is made of what browsers write, whichever filters they choose", () =>
    fc.assert(
      fc.property(picture, fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 6, maxLength: 6 }), (p, f) =>
        assert.deepEqual(readPng(filteredPng(p, f)), p),
      ),
    ));
});

/** The picture with rows that are filtered like this. */
function filteredPng({ width, height, rgb }: Pixels, filters: readonly number[]): Buffer {
  const at = (x: number, y: number) => (x < 0 || y < 0 ? 0 : (rgb[y * width * 3 + x] ?? 0));
  const rows = Array.from({ length: height }, (_, y) => [
    filters[y] ?? 0,
    ...Array.from({ length: width * 3 }, (_, x) => {
      const [left, above, corner] = [at(x - 3, y), at(x, y - 1), at(x - 3, y - 1)];
      const estimate = left + above - corner;
      const closest = [left, above, corner].sort((a, b) => Math.abs(estimate - a) - Math.abs(estimate - b));
      const guesses = [0, left, above, Math.floor((left + above) / 2), closest[0] ?? 0];
      return (at(x, y) - (guesses[filters[y] ?? 0] ?? 0)) & 0xff;
    }),
  ]);
  const header = Buffer.from([0, 0, 0, width, 0, 0, 0, height, 8, 2, 0, 0, 0]);
  const data = deflateSync(Buffer.from(rows.flat()));
  const chunks = Object.entries({ IHDR: header, IDAT: data }).map(([type, bytes]) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, Buffer.from(type), bytes, Buffer.alloc(4)]);
  });
  return Buffer.concat([Buffer.alloc(8), ...chunks]);
}

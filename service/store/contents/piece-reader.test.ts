import assert from "node:assert/strict";
import { PieceReader } from "./piece-reader.ts";
import { ReadBudget } from "./read-budget.ts";
import { type ByteSource, inMemory, type Segment, slice } from "./segment.ts";

const BYTES = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 7 + (at >> 8)) % 251));

/** A source that notes what it is asked for. */
function sourceOf(bytes: Buffer) {
  const asked: { position: number; length: number }[] = [];
  const source: ByteSource = {
    async read(position, length) {
      asked.push({ position, length });
      return bytes.subarray(position, position + length);
    },
  };
  return { source, asked };
}
const inSource = (source: ByteSource, from: number, length: number): Segment => ({
  place: { source, start: from - 5 },
  offset: 5,
  length,
});
const newReader = (signal = new AbortController().signal, budget = new ReadBudget()) =>
  new PieceReader(budget, signal);
async function all(reader: PieceReader, segments: Iterable<Segment>): Promise<Buffer[]> {
  const pieces: Buffer[] = [];
  for await (const piece of reader.read(segments)) pieces.push(piece);
  return pieces;
}

describe("reading in pieces", () => {
  it("gives all bytes of all segments, from memory and from where they lie", async () => {
    const { source } = sourceOf(BYTES);
    const segments = [
      slice(inMemory(BYTES), 3, 4),
      inSource(source, 10, 100_000),
      inSource(source, 110_010, 7),
      inSource(source, 20, 5),
      slice(inMemory(BYTES), 0, 0),
      inSource(source, 299_999, 1),
    ];
    const expected = [
      [3, 4],
      [10, 100_010],
      [110_010, 110_017],
      [20, 25],
      [299_999, 300_000],
    ];
    assert.ok(
      Buffer.concat(await all(newReader(), segments)).equals(
        Buffer.concat(expected.map(([from, to]) => BYTES.subarray(from, to))),
      ),
    );
  });

  it("gives no piece that is larger than there is room for", async () => {
    const { source } = sourceOf(BYTES);
    const budget = new ReadBudget(40_000);
    const pieces = await all(newReader(undefined, budget), [inMemory(BYTES), inSource(source, 0, 300_000)]);
    assert.equal(
      pieces.reduce((sum, { length }) => sum + length, 0),
      600_000,
    );
    assert.ok(pieces.every(({ length }) => length <= 10_000));
  });

  it("reads ahead what lies behind, so that it need not be asked for", async () => {
    const { source, asked } = sourceOf(BYTES);
    const near = Array.from({ length: 100 }, (_, n) => inSource(source, n * 1000, 900));
    await all(newReader(), near);
    assert.ok(asked.length <= 4, String(asked.length));
    assert.deepEqual(asked[0], { position: 0, length: 32 * 1024 });
    assert.equal(asked[1]?.length, 64 * 1024);
  });

  it("reads no further ahead where it went back, or elsewhere", async () => {
    const [one, other] = [sourceOf(BYTES), sourceOf(BYTES)];
    const segments = [
      inSource(one.source, 200_000, 10),
      inSource(one.source, 10, 10),
      inSource(other.source, 20, 10),
      inSource(other.source, 290_000, 10),
    ];
    await all(newReader(), segments);
    const lengths = [...one.asked, ...other.asked].map(({ length }) => length);
    assert.deepEqual(lengths, [32 * 1024, 16 * 1024, 16 * 1024, 16 * 1024]);
  });

  it("ends with the reason that it is given, before it asks for more", async () => {
    const { source, asked } = sourceOf(BYTES);
    const ended = new AbortController();
    const pieces = newReader(ended.signal).read([inSource(source, 0, 10), inSource(source, 200_000, 10)]);
    await pieces.next();
    ended.abort(new Error("revoked"));
    await assert.rejects(pieces.next(), /revoked/);
    assert.equal(asked.length, 1);
  });

  it("gives nothing that came after it was ended", async () => {
    const ended = new AbortController();
    const source: ByteSource = {
      async read() {
        ended.abort(new Error("revoked"));
        return BYTES;
      },
    };
    await assert.rejects(all(newReader(ended.signal), [inSource(source, 0, 10)]), /revoked/);
  });

  it("says when bytes are nowhere", async () => {
    const nowhere: Segment = { place: { start: 0 }, offset: 0, length: 1 };
    await assert.rejects(all(newReader(), [nowhere]), /nowhere/);
  });
});

import assert from "node:assert/strict";
import { AppendMismatchError } from "../../../protocol/entries.ts";
import { sampleKey } from "../../testing/sample.ts";
import type { StoredEntry } from "../store.ts";
import { placeBatch } from "./placed-batch.ts";
import type { Segment } from "./segment.ts";
import { ShareContents } from "./share-contents.ts";

/** A share with a content under each key, and how often a byte of them was read. */
class CountedShare {
  readonly contents: ShareContents;
  bytesRead = 0;

  /** @param isLarge the contents count as if each were as large as any may be */
  constructor(texts: readonly string[], isLarge = false) {
    const contents = texts.map((text, n) => ({
      key: sampleKey(n),
      revision: 1,
      size: text.length,
      base: this.#segmentOf(Buffer.from(isLarge ? text.padEnd(1024 * 1024) : text), isLarge ? 60 : 1),
      texts: [],
    }));
    const keys = contents.length;
    this.contents = ShareContents.ofPart({
      ...{ revision: 1, historyStartsAt: 0, bytes: 0, keys, contents, deletedAt: new Map() },
    });
  }

  /** What came of a batch. */
  async append(entries: readonly StoredEntry[]): Promise<unknown> {
    const batch = placeBatch(entries);
    const found = await this.contents.prepare(batch);
    try {
      return this.contents.applyIf({}, batch, found);
    } catch (error) {
      return error;
    }
  }

  /** @param times how many blanks of its length follow the text */
  #segmentOf(bytes: Buffer, times: number): Segment {
    const read = async (position: number, length: number) => {
      this.bytesRead += length;
      return position < bytes.length
        ? bytes.subarray(position, position + length)
        : Buffer.alloc(length, " ");
    };
    return { place: { source: { read }, start: 0 }, offset: 0, length: bytes.length * times };
  }
}

const appendAt = (n: number, path: readonly string[], at: number, text = "x"): StoredEntry => ({
  key: sampleKey(n),
  append: { path: [...path], at, text },
});

const list = JSON.stringify({ texts: Array.from({ length: 64 }, () => "") });

describe("the texts that a batch appends to", () => {
  it("are looked for up to the first that is not there, or not as long", async () => {
    for (const first of [appendAt(0, ["missing"], 0), appendAt(0, ["texts", "0"], 7)]) {
      const share = new CountedShare([list]);
      const others = Array.from({ length: 63 }, (_, n) => appendAt(0, ["texts", String(n + 1)], 0));
      assert.ok((await share.append([first, ...others])) instanceof AppendMismatchError);
      assert.equal(share.bytesRead, list.length);
    }
  });

  it("are looked for no more often than a content can grow in", async () => {
    for (const text of ["x", ""]) {
      const share = new CountedShare([list]);
      const entries = Array.from({ length: 64 }, (_, n) => appendAt(0, ["texts", String(n)], 0, text));
      assert.ok((await share.append(entries)) instanceof AppendMismatchError);
      assert.equal(share.bytesRead, 16 * list.length);
    }
  });

  it("are looked for in so many bytes and no more, in however many contents they are", async () => {
    const share = new CountedShare(
      Array.from({ length: 64 }, () => '{"text":""}'),
      true,
    );
    const entries = Array.from({ length: 64 }, (_, n) => appendAt(n, ["text"], 0));
    assert.ok((await share.append(entries)) instanceof AppendMismatchError);
    assert.equal(share.bytesRead, 120 * 1024 * 1024);
  });

  it("are found in one content as large as any may be", async () => {
    const share = new CountedShare(['{"text":""}'], true);
    assert.deepEqual(await share.append([appendAt(0, ["text"], 0)]), {
      ...{ base: 1, revision: 2, isBehind: false },
    });
  });
});

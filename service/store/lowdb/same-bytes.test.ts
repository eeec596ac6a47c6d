import assert from "node:assert/strict";
import { open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolders } from "../../testing/temporary-folder.ts";
import { hasSameBytes } from "./same-bytes.ts";

const MB = 1024 * 1024;

describe("two files", () => {
  const newFolder = temporaryFolders();
  const isSame = async (one: Buffer, other: Buffer) => {
    const paths = [one, other].map((_, at) => join(folder, String(at)));
    await Promise.all([writeFile(paths[0] ?? "", one), writeFile(paths[1] ?? "", other)]);
    const [a, b] = await Promise.all([open(paths[0] ?? ""), open(paths[1] ?? "")]);
    try {
      return await hasSameBytes(a, b);
    } finally {
      await Promise.all([a.close(), b.close()]);
    }
  };
  let folder: string;
  beforeEach(() => {
    folder = newFolder();
  });

  for (const size of [0, 1, MB - 1, MB, MB + 1, 2 * MB + 7])
    it(`of ${size} bytes are the same when each byte is`, async () => {
      const bytes = Buffer.alloc(size, "abc");
      assert.ok(await isSame(bytes, Buffer.from(bytes)));
    });

  for (const at of [0, MB - 1, MB, 2 * MB + 6])
    it(`differ when one bit of byte ${at} does`, async () => {
      const bytes = Buffer.alloc(2 * MB + 7, "abc");
      const other = Buffer.from(bytes);
      other[at] = (other[at] ?? 0) ^ 1;
      assert.ok(!(await isSame(bytes, other)));
    });

  it("differ when one ends before the other", async () => {
    assert.ok(!(await isSame(Buffer.alloc(MB + 1), Buffer.alloc(MB))));
    assert.ok(!(await isSame(Buffer.alloc(0), Buffer.alloc(1))));
  });
});

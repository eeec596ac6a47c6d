import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readRegularFile, readRegularFileSync, UnfitFileError } from "./regular-file.ts";

const MB = 1024 * 1024;
const isWindows = process.platform === "win32";

const ways = [
  ["waiting", (path: string, max = MB) => readRegularFile(path, max)],
  ["at once", async (path: string, max = MB) => readRegularFileSync(path, max)],
] as const;

for (const [name, read] of ways)
  describe(`a file that somebody else placed, read ${name}`, () => {
    let folder: string;
    const at = (file: string) => join(folder, file);
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), "regular-"));
    });
    afterEach(() => rmSync(folder, { recursive: true, maxRetries: 10 }));

    const isUnfit = (why: RegExp) => (error: unknown) => {
      assert.ok(error instanceof UnfitFileError, String(error));
      assert.match(error.why, why);
      return true;
    };

    for (const text of ["", "x", "zwölf", "0123456789".repeat(10_000), "x".repeat(MB)])
      it(`gives its text, ${text.length} characters`, async () => {
        writeFileSync(at("file"), text);
        assert.equal(await read(at("file")), text);
      });

    it("is found through a link", async () => {
      writeFileSync(at("file"), "text");
      symlinkSync(at("file"), at("link"));
      assert.equal(await read(at("link")), "text");
    });

    it("is missing, a folder, or goes round in circles as the file system says it", async () => {
      mkdirSync(at("folder"));
      symlinkSync(at("circle"), at("circle"));
      await assert.rejects(read(at("missing")), { code: "ENOENT" });
      if (!isWindows) await assert.rejects(read(at("folder")), { code: "EISDIR" });
      await assert.rejects(read(at("circle")), { code: "ELOOP" });
    });

    it("is not read when it is larger than it may be, by one byte or by a terabyte", async () => {
      writeFileSync(at("file"), "x".repeat(MB + 1));
      await assert.rejects(read(at("file")), isUnfit(/^is larger than 1 MB$/));
      truncateSync(at("file"), 2 ** 40);
      await assert.rejects(read(at("file")), isUnfit(/^is larger than 1 MB$/));
    });

    it("is not read when it is a pipe, which nobody writes or reads", async function () {
      if (isWindows) this.skip();
      execFileSync("mkfifo", [at("pipe")]);
      symlinkSync(at("pipe"), at("link"));
      await assert.rejects(read(at("pipe")), isUnfit(/not a regular file/));
      await assert.rejects(read(at("link")), isUnfit(/not a regular file/));
    });

    it("is not read when it is a socket", async function () {
      if (isWindows) this.skip();
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(at("socket"), resolve));
      try {
        await assert.rejects(read(at("socket")), isUnfit(/not a regular file/));
      } finally {
        server.close();
      }
    });

    for (const device of ["/dev/zero", "/dev/ptmx", "/dev/tty", "/dev/null", "/dev/random"])
      it(`is not read when it leads to ${device}`, async function () {
        if (!existsSync(device)) this.skip();
        symlinkSync(device, at("link"));
        await assert.rejects(read(at("link")), isUnfit(/not a regular file/));
      });

    it("is read whole where the kernel makes it and says that its size is 0", async function () {
      if (!existsSync("/proc/self/status")) this.skip();
      symlinkSync("/proc/self/status", at("link"));
      assert.match(await read(at("link")), /\nThreads:\t\d+\n(.*\n)*$/);
    });

    it("is cut off where it says that its size is 0 and is too much", async function () {
      if (!existsSync("/proc/self/status")) this.skip();
      await assert.rejects(read("/proc/self/status", 100), isUnfit(/is larger than/));
    });
  });

import assert from "node:assert/strict";
import { startFailure } from "./start-failure.ts";
import { StoreUnavailableError } from "./store/errors.ts";

const settings = { host: "web.acme.test", port: 80, dataDir: "/data" };
const systemError = (code: string, syscall: string) =>
  Object.assign(new Error(`${code}: as the system says it, ${syscall}`), { code, syscall });

describe("a service that cannot start", () => {
  const listening = ["EADDRINUSE", "EACCES", "EADDRNOTAVAIL"].map((code) => systemError(code, "listen"));
  const naming = ["ENOTFOUND", "EAI_AGAIN"].map((code) => systemError(code, "getaddrinfo"));
  const opening = [
    "ENOTDIR",
    "EEXIST",
    "EACCES",
    "EPERM",
    "EROFS",
    "ENOSPC",
    "EDQUOT",
    "EMFILE",
    "EIO",
    "ENAMETOOLONG",
  ];
  for (const error of [...listening, ...naming])
    it(`says what to do about ${error.code} of ${error.syscall}`, () => {
      assert.match(startFailure(error, settings), /^SHARE_(HOST|PORT): .*(web\.acme\.test|80).*\.$/);
    });
  for (const code of opening)
    it(`says what to do about ${code} in the data folder, wherever it was noticed`, () => {
      const cause = systemError(code, "open");
      for (const error of [cause, new StoreUnavailableError("the share cannot be opened", { cause })])
        assert.match(startFailure(error, settings), /^SHARE_DATA_DIR: the data folder \/data .*\.$/);
    });

  it("never tells a stack, an id or a secret, whatever it was", () => {
    const token = "x".repeat(43);
    for (const error of [
      new TypeError(`no ${token}\n    at foo.ts:1`),
      "text",
      undefined,
      null,
      { stack: "at x" },
    ]) {
      const text = startFailure(error, {});
      assert.match(text, /^The service cannot start: .*\.$/);
      assert.ok(!text.includes(token) && !text.includes("\n"));
    }
  });
});

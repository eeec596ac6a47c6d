import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { FileLease } from "./file-lease.ts";

describe("a lease as a file", () => {
  const LOOKS = 3;
  let folder: string;
  let file: string;
  let heard: string[];
  /** Called for each look at the holder's sign of life, which never changes. */
  let onSign: (look: number) => Promise<void>;

  const seek = () => {
    let looks = 0;
    const signOf = async () => {
      looks += 1;
      await onSign(looks);
      return "still";
    };
    const onTrouble = (error: unknown) => assert.fail(String(error));
    const deps = { file, windowId: "me", looks: LOOKS, settleMs: 1, signOf, onTrouble };
    return new FileLease(deps, {
      onHeld: () => void heard.push("held"),
      onElsewhere: (note) => void heard.push(`elsewhere ${note}`),
    });
  };
  const hold = (holder: string) => writeFile(file, JSON.stringify({ holder, note: holder }));
  const holder = async () => (JSON.parse(await readFile(file, "utf8")) as { holder: string }).holder;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "lease-"));
    file = path.join(folder, "it.lease");
    heard = [];
    onSign = async () => {};
    await hold("dead");
  });
  afterEach(() => rm(folder, { recursive: true, maxRetries: 10 }));

  it("is taken over after so many looks at a holder without a sign of life, and not before", async () => {
    const lease = seek();
    for (let look = 0; look < LOOKS; look++) await lease.look(true);
    assert.equal(await holder(), "dead");
    await lease.look(true);
    assert.equal(await holder(), "me");
    assert.deepEqual(heard, ["elsewhere dead", "held"]);
  });

  it("is left to whoever was quicker, even by a moment: it is looked at once more before it is taken", async () => {
    const lease = seek();
    onSign = async (look) => {
      if (look === LOOKS + 1) await hold("quicker");
    };
    for (let look = 0; look <= LOOKS; look++) await lease.look(true);
    assert.equal(await holder(), "quicker");
    assert.deepEqual(heard, ["elsewhere dead"]);
  });

  for (const what of ["a look", "a note"] as const)
    it(`is let go of although ${what} is under way`, async () => {
      for (let turns = 0; turns < 12; turns++) {
        await rm(file, { force: true });
        const lease = seek();
        const look = lease.look(false);
        if (what === "a note") {
          await look;
          lease.setNote("busy");
        }
        for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
        lease.releaseNow();
        await lease.look(false);
        await assert.rejects(readFile(file), { code: "ENOENT" }, `after ${turns} turns`);
      }
    });
});

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { hashPassword, isPasswordOf } from "./password.ts";

describe("hashing passwords", () => {
  it("leaves the disk its threads, however many are hashed at once", async () => {
    let hashed = 0;
    const hashing = Array.from({ length: 8 }, async (_, n) => {
      await hashPassword("a password", `sender ${n}`);
      hashed += 1;
    });
    await readFile(import.meta.filename);
    assert.ok(hashed < 4, `${hashed} of 8 were hashed before a file was read`);
    await Promise.all(hashing);
  });

  it("takes senders in turn, so that whoever asks for many holds up nobody else", async () => {
    const hash = await hashPassword("a password", "somebody");
    let checked = 0;
    const many = Array.from({ length: 8 }, async () => {
      await isPasswordOf(hash, "a guess", "many");
      checked += 1;
    });
    assert.equal(await isPasswordOf(hash, "a password", "one"), true);
    assert.ok(checked < 4, `${checked} of 8 guesses came before`);
    await Promise.all(many);
  });
});

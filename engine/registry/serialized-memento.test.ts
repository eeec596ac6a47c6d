import assert from "node:assert/strict";
import { SerializedMemento } from "./serialized-memento.ts";

/** As VS Code does it: a write is sent a moment later, and what comes back of any write replaces all values. */
class EchoingMemory {
  #values: Readonly<Record<string, unknown>> = {};
  #stored: Readonly<Record<string, unknown>> = {};

  get<T>(key: string): T | undefined {
    return this.#values[key] as T | undefined;
  }

  async update(key: string, value: unknown): Promise<void> {
    this.#values = { ...this.#values, [key]: value };
    await turns(2);
    this.#stored = this.#values;
    const echo = this.#stored;
    await turns(3);
    this.#values = echo;
  }
}

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise(setImmediate);
}

describe("a memory that settles", () => {
  it("is needed: without it values are lost", async () => {
    const memory = new EchoingMemory();
    const first = memory.update("a", 1);
    await turns(3);
    await Promise.all([first, memory.update("b", 2)]);
    assert.deepEqual([memory.get("a"), memory.get("b")], [1, undefined]);
  });

  for (const gap of [0, 1, 2, 3, 4, 5])
    it(`reads what it wrote, and keeps it, with ${gap} turns between writes`, async () => {
      const memory = new SerializedMemento(new EchoingMemory());
      const writes: Promise<void>[] = [];
      for (let i = 0; i < 5; i++) {
        writes.push(memory.update(`key${i}`, [i]));
        for (let seen = 0; seen <= i; seen++) assert.deepEqual(memory.get(`key${seen}`), [seen]);
        await turns(gap);
        for (let seen = 0; seen <= i; seen++) assert.deepEqual(memory.get(`key${seen}`), [seen]);
      }
      await Promise.all(writes);
      await turns(10);
      for (let i = 0; i < 5; i++) assert.deepEqual(memory.get(`key${i}`), [i]);
    });

  it("keeps the last of several values", async () => {
    const memory = new SerializedMemento(new EchoingMemory());
    await Promise.all([1, 2, 3].map((value) => memory.update("key", value)));
    await turns(10);
    assert.equal(memory.get("key"), 3);
    await memory.update("key", undefined);
    assert.equal(memory.get("key"), undefined);
  });
});

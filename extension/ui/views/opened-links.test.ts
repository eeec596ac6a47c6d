import assert from "node:assert/strict";
import type { Memento } from "../../../engine/registry/memento.ts";
import { OpenedLinks } from "./opened-links.ts";

function memory(): Memento & { readonly values: Map<string, unknown> } {
  const values = new Map<string, unknown>();
  return {
    values,
    get: <T>(key: string) => values.get(key) as T | undefined,
    update: async (key, value) => void values.set(key, structuredClone(value)),
  };
}

const link = (shareId: string, openedAt = 0) => ({
  serviceUrl: "https://s.example",
  shareId,
  title: `Title of ${shareId}`,
  openedAt,
});
const ids = (opened: OpenedLinks) => opened.list().map(({ shareId }) => shareId);

describe("the links that were opened", () => {
  it("are remembered, the newest first", async () => {
    const opened = new OpenedLinks(memory());
    for (const id of ["a", "b", "c"]) await opened.remember(link(id));
    assert.deepEqual(ids(opened), ["c", "b", "a"]);
  });

  it("move to the top when they are opened again, with their new title", async () => {
    const opened = new OpenedLinks(memory());
    for (const id of ["a", "b"]) await opened.remember(link(id));
    await opened.remember({ ...link("a", 7), title: "New" });
    assert.deepEqual(ids(opened), ["a", "b"]);
    assert.deepEqual(opened.list()[0], { ...link("a", 7), title: "New" });
  });

  it("are two when two services have shares of the same id", async () => {
    const opened = new OpenedLinks(memory());
    const other = { ...link("a"), serviceUrl: "https://other.example" };
    await opened.remember(link("a"));
    await opened.remember(other);
    assert.deepEqual(opened.list(), [other, link("a")]);
    await opened.remove(link("a"));
    assert.deepEqual(opened.list(), [other]);
  });

  it("keep a title that is short and in one line, whatever it was", async () => {
    const opened = new OpenedLinks(memory());
    await opened.remember({ ...link("a"), title: `\u202e\n${"long ".repeat(100_000)}` });
    assert.match(opened.list()[0]?.title ?? "", /^long [^\n]{1,200}…$/);
  });

  it("are fifty at most", async () => {
    const opened = new OpenedLinks(memory());
    for (let index = 0; index < 60; index++) await opened.remember(link(`${index}`));
    assert.equal(opened.list().length, 50);
    assert.equal(ids(opened)[49], "10");
  });

  it("can be forgotten, one or all", async () => {
    const opened = new OpenedLinks(memory());
    for (const id of ["a", "b", "c"]) await opened.remember(link(id));
    await opened.remove(link("b"));
    assert.deepEqual(ids(opened), ["c", "a"]);
    await opened.clear();
    assert.deepEqual(ids(opened), []);
  });

  it("are still known after a restart", async () => {
    const store = memory();
    await new OpenedLinks(store).remember(link("a"));
    assert.deepEqual(ids(new OpenedLinks(store)), ["a"]);
  });

  it("tell who listens, as long as they listen", async () => {
    const opened = new OpenedLinks(memory());
    let calls = 0;
    const subscription = opened.onDidChange(() => calls++);
    await opened.remember(link("a"));
    subscription.dispose();
    await opened.remember(link("b"));
    assert.equal(calls, 1);
  });
});

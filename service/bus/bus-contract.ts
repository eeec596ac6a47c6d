import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import type { ShareStore } from "../store/store.ts";
import { put, sampleMeta } from "../testing/sample.ts";
import type { Bus, News } from "./bus.ts";

/** Two nodes over what they keep together. */
export interface TwoNodes {
  readonly store: ShareStore;
  readonly nodes: readonly [Bus, Bus];
  /** Ends somebody's right to be anywhere. */
  readonly endRights: () => Promise<void>;
}

/** Hears what a node is told, and waits for it. */
export class Ear {
  readonly heard: News[] = [];
  /** What is done about news before they count as acted on. */
  act: (news: News) => Promise<void> = async () => {};
  readonly watched = new Set<string>();
  hasLetGo = 0;
  readonly #said = new EventEmitter();

  constructor(bus: Bus) {
    bus.subscribe({
      hear: async (news) => {
        await this.act(news);
        this.heard.push(news);
        this.#said.emit("news");
      },
      watched: () => this.watched,
      letGo: () => {
        this.hasLetGo += 1;
        this.#said.emit("news");
      },
    });
  }

  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await once(this.#said, "news");
  }

  knowsStep(shareId: string, revision: number): boolean {
    return this.heard.some(
      (news) => news.kind === "step" && news.shareId === shareId && news.revision >= revision,
    );
  }

  looksAt(shareId: string): boolean {
    return this.heard.some(
      (news) => news.kind === "people" || (news.kind === "share" && news.shareId === shareId),
    );
  }
}

/** What every bus keeps to. @param answers whether telling waits until others have acted */
export function describeBus(name: string, open: () => Promise<TwoNodes>, answers: boolean): void {
  describe(`${name}, as a bus between two nodes`, () => {
    const opened: Bus[] = [];
    afterEach(() => Promise.all(opened.splice(0).map((bus) => bus.close())));

    async function begin() {
      const { store, nodes, endRights } = await open();
      const [here, there] = nodes;
      opened.push(...nodes);
      new Ear(here);
      const ear = new Ear(there);
      const meta = sampleMeta();
      await store.create(meta);
      ear.watched.add(meta.shareId);
      return { store, here, there, ear, shareId: meta.shareId, endRights };
    }

    it("tells another node of a step", async () => {
      const { store, here, ear, shareId } = await begin();
      const { revision } = await store.append(shareId, [put(1, "a")]);
      await here.tell({ kind: "step", shareId, revision });
      await ear.until(() => ear.knowsStep(shareId, revision));
    });

    it("tells of the newest of many steps, and of those of many shares", async () => {
      const { store, here, ear, shareId } = await begin();
      const others = Array.from({ length: 200 }, () => sampleMeta());
      for (const meta of others) {
        await store.create(meta);
        ear.watched.add(meta.shareId);
        const { revision } = await store.append(meta.shareId, [put(1, "a")]);
        await here.tell({ kind: "step", shareId: meta.shareId, revision });
      }
      for (let n = 1; n <= 50; n++) {
        const { revision } = await store.append(shareId, [put(n, "a")]);
        await here.tell({ kind: "step", shareId, revision });
      }
      await ear.until(() => ear.knowsStep(shareId, 50));
      await ear.until(() => others.every((meta) => ear.knowsStep(meta.shareId, 1)));
    });

    it("tells of a share that was changed, and of one that has ended", async () => {
      const { store, here, ear, shareId } = await begin();
      await ear.until(() => ear.looksAt(shareId) || answers);
      ear.heard.length = 0;
      await store.update(shareId, { audience: "me" });
      await here.tell({ kind: "share", shareId });
      await ear.until(() => ear.looksAt(shareId));
      ear.heard.length = 0;
      await store.remove(shareId, "revoked", Date.now());
      await here.tell({ kind: "share", shareId });
      await ear.until(() => ear.looksAt(shareId));
    });

    it("has every share looked at when somebody's right to be anywhere has ended", async () => {
      const { here, ear, shareId, endRights } = await begin();
      await ear.until(() => ear.looksAt(shareId) || answers);
      ear.heard.length = 0;
      await endRights();
      await here.tell({ kind: "people" });
      await ear.until(() => ear.looksAt(shareId));
    });

    it("says another access after each change of who may read, on both nodes alike", async () => {
      const { store, here, there, shareId, endRights } = await begin();
      const seen = new Set<string>();
      const changes = [
        async () => {},
        async () => void (await store.update(shareId, { audience: "me" })),
        endRights,
        async () => void (await store.remove(shareId, "revoked", Date.now())),
      ];
      for (const [index, change] of changes.entries()) {
        await change();
        if (index > 0) await here.tell({ kind: "share", shareId });
        const access = await there.accessOf(shareId);
        assert.equal(await here.accessOf(shareId), access);
        assert.ok(!seen.has(access), `${index}`);
        seen.add(access);
      }
    });

    it("says the same access when only what a share holds has changed", async () => {
      const { store, here, there, shareId } = await begin();
      const before = await there.accessOf(shareId);
      const { revision } = await store.append(shareId, [put(1, "a")]);
      await here.tell({ kind: "step", shareId, revision });
      assert.equal(await there.accessOf(shareId), before);
    });

    it("tells again what could not be acted on, or leaves it to who looks next", async () => {
      const { store, here, ear, shareId } = await begin();
      let fails = true;
      ear.act = async () => {
        if (fails) throw new Error("away");
      };
      await store.update(shareId, { audience: "me" });
      await here.tell({ kind: "share", shareId });
      fails = false;
      await here.tell({ kind: "share", shareId });
      await ear.until(() => ear.looksAt(shareId));
    });

    if (answers)
      it("has told when others have acted", async () => {
        const { here, ear, shareId } = await begin();
        ear.watched.clear();
        for (const news of [{ kind: "share", shareId } as const, { kind: "people" } as const]) {
          ear.heard.length = 0;
          await here.tell(news);
          assert.deepEqual(ear.heard, [news]);
        }
      });
  });
}

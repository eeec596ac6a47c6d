import assert from "node:assert/strict";
import fc from "fast-check";
import { partKey } from "../../protocol/keys.ts";
import type { LiveFrame } from "../../protocol/live.ts";
import type { EndReason, ShareEvent } from "../../protocol/panel.ts";
import { batch, info, opening, SESSION, share, text } from "../test/sample.ts";
import { initialState, isLoaded, reduce } from "./viewer-state.ts";

const frame = (frame: LiveFrame): ShareEvent => ({ type: "frame", frame });
const frames = (...list: readonly LiveFrame[]) => list.map(frame);

describe("a viewer's state", () => {
  it("is loaded when everything that was announced has come", () => {
    const connected = reduce(initialState, [frame({ type: "share", share: share(), revision: 7 })]);
    assert.equal(isLoaded(connected), false);
    const part = reduce(connected, [
      frame({ type: "entries", base: 0, revision: 7, entries: [info()], reset: true, more: true }),
    ]);
    assert.equal(isLoaded(part), false);
    assert.equal(part.share.contents.size, 1);
    const whole = reduce(part, [
      frame({ type: "entries", base: 0, revision: 7, entries: [text("m", "p", "Hi")] }),
    ]);
    assert.equal(isLoaded(whole), true);
    assert.equal(whole.share.contents.size, 2);
  });

  it("is loaded at once for a share without any content", () => {
    assert.ok(isLoaded(reduce(initialState, [frame({ type: "share", share: share(), revision: 0 })])));
  });

  it("appends text that continues a part", () => {
    const key = partKey(SESSION, "m", "p");
    const state = reduce(initialState, [
      ...frames(...opening([text("m", "p", "Hel")])),
      frame(batch(1, { key, append: { path: ["text"], at: 3, text: "lo" } })),
    ]);
    assert.equal((state.share.contents.get(key) as { text: string }).text, "Hello");
  });

  it("is out of step when an append does not fit, and keeps what it had", () => {
    const loaded = reduce(initialState, frames(...opening([text("m", "p", "Hi")])));
    const key = partKey(SESSION, "m", "p");
    const state = reduce(loaded, [frame(batch(1, { key, append: { path: ["text"], at: 9, text: "?" } }))]);
    assert.equal(state.outOfStep, true);
    assert.equal(state.share, loaded.share);
  });

  it("comes out the same in whatever portions the batches come, and however often", () => {
    const batches = Array.from({ length: 8 }, (_, step) =>
      batch(step, text("m", `p${step % 3}`, `step ${step}`)),
    );
    const start = reduce(initialState, [frame({ type: "share", share: share(), revision: 8 })]);
    const expected = reduce(start, frames(...batches)).share.contents;
    const again = fc.array(fc.nat(batches.length), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(again, fc.nat(3 * batches.length), (steps, cut) => {
        const told = batches.flatMap((next, step) => [next, ...batches.slice(steps[step], step + 1)]);
        const halfway = reduce(start, frames(...told.slice(0, cut)));
        const state = reduce(halfway, frames(...told.slice(cut)));
        assert.deepEqual(state.share.contents, expected);
        assert.equal(state.share.revision, 8);
      }),
    );
  });

  it("forgets everything when the share ends, and hears nothing more", () => {
    const loaded = reduce(initialState, frames(...opening([info()])));
    const end: ShareEvent = { type: "status", status: { phase: "ended", why: "revoked", message: "over" } };
    const ended = reduce(loaded, [
      end,
      frame(batch(1, text("m", "p", "late"))),
      { type: "status", status: { phase: "live" } },
    ]);
    assert.deepEqual(ended, { ...initialState, status: end.status });
    assert.equal(reduce(ended, frames(...opening([info()]))), ended);
  });

  it("lets what is asked first become another question or an end, and nothing else", () => {
    const status = (why: EndReason): ShareEvent => ({
      type: "status",
      status: { phase: "ended", why, message: why },
    });
    const asked = reduce(initialState, [status("password_required")]);
    assert.equal(reduce(asked, [{ type: "status", status: { phase: "live" } }]), asked);
    assert.equal(reduce(asked, frames(...opening([info()]))), asked);
    const whys = (...events: readonly ShareEvent[]) => {
      const { status } = reduce(asked, events);
      return status.phase === "ended" ? status.why : status.phase;
    };
    assert.equal(whys(status("open_required")), "open_required");
    assert.equal(whys(status("revoked"), status("password_required")), "revoked");
  });

  it("forgets contents that came together with the end", () => {
    const state = reduce(initialState, [
      ...frames(...opening([info()])),
      { type: "status", status: { phase: "ended", why: "expired", message: "over" } },
    ]);
    assert.equal(state.share.contents.size, 0);
    assert.equal(state.about, undefined);
  });
});

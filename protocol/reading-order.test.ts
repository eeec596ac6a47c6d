import assert from "node:assert/strict";
import fc from "fast-check";
import { inReadingOrder, type MessagePlace } from "./reading-order.ts";

const idsOf = (places: readonly MessagePlace[]) =>
  inReadingOrder(places, (place) => place).map(({ id }) => id);

describe("the reading order of messages", () => {
  it("is that of time where ids began again", () => {
    const places = [
      { id: "msg_00f29e900001a", createdAt: Date.parse("2026-08-17T10:00:00Z") },
      { id: "msg_fb79dcd00001a", createdAt: Date.parse("2026-07-31T10:00:00Z") },
      { id: "msg_00f29fc88001a", createdAt: Date.parse("2026-08-17T10:00:05Z") },
      { id: "msg_fb79de088001a", createdAt: Date.parse("2026-07-31T10:00:05Z") },
    ];
    assert.deepEqual(idsOf(places), [
      "msg_fb79dcd00001a",
      "msg_fb79de088001a",
      "msg_00f29e900001a",
      "msg_00f29fc88001a",
    ]);
  });

  it("is that of ids at one time, and where no time is known", () => {
    for (const createdAt of [5, 0, undefined, null])
      assert.deepEqual(
        idsOf([
          { id: "b", createdAt },
          { id: "B", createdAt },
          { id: "a", createdAt },
        ]),
        ["B", "a", "b"],
      );
  });

  it("is that of the source where it numbers its messages, whatever the time", () => {
    const places = [
      { id: "a", order: 2, createdAt: 1 },
      { id: "b", order: 1, createdAt: 2 },
      { id: "0", createdAt: 0 },
      { id: "c", order: 0, createdAt: 3 },
    ];
    assert.deepEqual(idsOf(places.slice(0, 2)), ["b", "a"]);
    assert.deepEqual(idsOf([...places.slice(0, 2), ...places.slice(3)]), ["c", "b", "a"]);
  });

  it("has a message of which nothing is known where its id would stand", () => {
    const places = [
      { id: "msg_3", createdAt: 3 },
      { id: "msg_2", createdAt: 0 },
      { id: "msg_1", createdAt: 1 },
    ];
    assert.deepEqual(idsOf(places), ["msg_1", "msg_2", "msg_3"]);
  });

  it("has all that are not known where their ids would stand, before, between and behind the others", () => {
    const known = ["msg_m", "msg_f", "msg_s"].map((id, index) => ({ id, createdAt: index + 1 }));
    const others = ["msg_z", "msg_n", "msg_g", "msg_a"].map((id) => ({ id }));
    assert.deepEqual(idsOf([...known, ...others]), [
      "msg_a",
      "msg_m",
      "msg_f",
      "msg_g",
      "msg_n",
      "msg_s",
      "msg_z",
    ]);
  });

  it("is one and the same in whatever order they come", () => {
    const place = fc.record({
      id: fc.constantFrom("a", "b", "c", "d", "e", "f"),
      order: fc.option(fc.nat(3)),
      createdAt: fc.option(fc.nat(3)),
    });
    const places = fc.uniqueArray(place, { selector: ({ id }) => id });
    fc.assert(
      fc.property(
        places.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
        ),
        ([all, shuffled]) => assert.deepEqual(idsOf(shuffled), idsOf(all)),
      ),
    );
  });
});

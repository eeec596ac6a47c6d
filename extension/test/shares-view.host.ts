import assert from "node:assert/strict";
import { ServiceUnreachableError } from "../../client/service-error.ts";
import { DAY_MS } from "../../primitives/durations.ts";
import type { ErrorCode } from "../../protocol/errors.ts";
import type { ShareInfo } from "../../protocol/share-info.ts";
import { RowsTree } from "../ui/views/rows-tree.ts";
import type { ShareFact } from "../ui/views/share-facts.ts";
import { shareRow } from "../ui/views/share-row.ts";
import { now, record } from "./recorded-share.ts";
import { iconOf, labels, saidOf } from "./seen-rows.ts";

const known = (facts: Partial<ShareInfo>): ShareFact => ({
  kind: "known",
  info: {
    share: { title: "Parser", expiresAt: now + 6 * DAY_MS },
    viewers: 0,
    opens: 0,
    lastOpenedAt: null,
    readers: [],
    ...facts,
  } as ShareInfo,
});

describe("the view of shares", () => {
  const gone = "The session is gone from this computer";
  const anyone = "Anyone with the link";
  const ended = (code: ErrorCode) => ({
    fact: { kind: "ended", code, message: "Told to readers." } satisfies ShareFact,
  });
  const unreachable: ShareFact = {
    kind: "unreachable",
    error: new ServiceUnreachableError("https://s.example", { kind: "timeout" }),
  };
  const lost =
    "It does not sync: its secret is missing on this computer. If the keyring is locked, unlock it; otherwise share the session again. The link works until it ends, and cannot be changed from here; whoever runs s.example can end it.";
  const cases = [
    ["before anybody answered", {}, "active", "broadcast", "ends in 6d", ["Ends in 6 days", anyone]],
    [
      "while somebody looks",
      { fact: known({ viewers: 1, opens: 3, lastOpenedAt: now }) },
      ...["active", "broadcast", "1 viewer · ends in 6d", ["Ends in 6 days", anyone, "1 viewer now"]],
    ],
    [
      "when it was opened",
      { fact: known({ opens: 2, lastOpenedAt: now - 2 * DAY_MS }) },
      ...["active", "broadcast", "ends in 6d", ["Ends in 6 days", anyone, "Opened 2 times, last 2 days ago"]],
    ],
    [
      "without its session",
      { isSessionGone: true },
      ...["active", "broadcast", "ends in 6d", ["Ends in 6 days", anyone, gone]],
    ],
    [
      "without its service",
      { fact: unreachable },
      ...[
        "troubled",
        "warning",
        "not reachable",
        ["s.example does not answer in time.", "Ends in 6 days", anyone],
      ],
    ],
    [
      "while its sync is paused",
      { pausedBy: "The service is full." },
      ...["troubled", "warning", "paused", ["The service is full.", "Ends in 6 days", anyone]],
    ],
    ["after its end", ended("expired"), "ended", "circle-slash", "ended", ["It has expired."]],
    [
      "that was unshared elsewhere",
      ended("revoked"),
      ...["ended", "circle-slash", "ended", ["It was unshared elsewhere."]],
    ],
    [
      "that its service has lost",
      ended("not_found"),
      ...["ended", "circle-slash", "ended", ["s.example no longer knows it."]],
    ],
    [
      "without its secret",
      { fact: { kind: "secretLost" } },
      ...["secretLost", "warning", "secret lost, does not sync", [lost, "Ends in 6 days", anyone]],
    ],
    [
      "without its secret, which was to be deleted",
      { record: { ...record, phase: "ending" }, fact: { kind: "secretLost" } },
      ...["secretLost", "warning", "secret lost, does not sync", [lost, "Ends in 6 days", anyone]],
    ],
    [
      "that waits to be deleted",
      { record: { ...record, phase: "ending" } },
      ...["ending", "warning", "not deleted yet", ["Will be deleted as soon as s.example can be reached"]],
    ],
    [
      "that is a snapshot",
      { record: { ...record, mode: "snapshot" } },
      ...["active", "device-camera", "snapshot · ends in 6d", ["Ends in 6 days", anyone]],
    ],
    [
      "of the organisation",
      { record: { ...record, audience: "org" } },
      ...["active", "organization", "ends in 6d", ["Ends in 6 days", "My organisation"]],
    ],
    [
      "of people, who have read it",
      {
        fact: known({
          share: { title: "Parser", expiresAt: now + 6 * DAY_MS, audience: "people" } as ShareInfo["share"],
          access: { people: ["ada"], groups: ["backend"], hasPassword: true, maxViews: null, views: 0 },
          readers: ["Ada", "Bo", "Cy", "Di", "Eve"].map((name) => ({
            id: name,
            name,
            count: 1,
            lastAt: now,
          })),
          opens: 5,
          lastOpenedAt: now,
        }),
      },
      ...["active", "person", "password · ends in 6d"],
      [
        "Ends in 6 days",
        "ada, backend, with a password",
        "Opened 5 times, last now",
        "Read by Ada, Bo, Cy and 2 others",
      ],
    ],
    [
      "of oneself, as a snapshot",
      { record: { ...record, audience: "me", mode: "snapshot" } },
      ...["active", "lock", "snapshot · ends in 6d", ["Ends in 6 days", "Only me"]],
    ],
    [
      "of another machine",
      { isFromElsewhere: true },
      ...["remote", "broadcast", "from another machine · ends in 6d", ["Ends in 6 days", anyone]],
    ],
    [
      "for ever",
      { record: { ...record, expiresAt: null } },
      ...["active", "broadcast", "never ends", ["Never ends by itself", anyone]],
    ],
  ] as const;
  for (const [when, state, context, icon, description, details] of cases)
    it(`shows a share ${when}`, () => {
      const base = {
        ...{ record, fact: undefined, pausedBy: undefined },
        ...{ isFromElsewhere: false, isSessionGone: false, isOpen: true },
      };
      const row = shareRow({ ...base, ...(state as object) }, now);
      assert.equal(row.item.contextValue, `share.${context}`);
      assert.equal(iconOf(row), icon);
      assert.equal(row.item.description, description);
      assert.deepEqual(labels(row.children), details);
      const changeable = row.children?.some(({ item }) => item.contextValue === "detail.expiry");
      assert.equal(changeable, !["ended", "ending", "secretLost"].includes(context));
      const opens = row.item.command?.command === "opencode.view.open";
      assert.equal(opens, context !== "ended" && context !== "ending");
    });

  it("has a screen reader say each row as it is shown, also when it was pointed at", async () => {
    const fact = known({ viewers: 1, readers: [{ id: "ada", name: "Ada", count: 1, lastAt: now }] });
    const state = { record, fact, pausedBy: "The service is full.", isSessionGone: true };
    const row = shareRow({ ...state, isFromElsewhere: false, isOpen: true }, now);
    const rows = [row, ...(row.children ?? [])];
    assert.equal(rows.length, 7);
    const tree = new RowsTree(async () => rows);
    for (const it of rows) {
      const { label, description, contextValue } = tree.resolveTreeItem(tree.getTreeItem(it), it);
      const more = contextValue === "detail.audience" ? "allowed to read" : description;
      assert.equal(saidOf(it), [label, more].filter(Boolean).join(", "));
    }
    tree.dispose();
  });

  it("shows a title as it stands, in one line, in the row and its tooltip", async () => {
    const title = `[x](command:evil) **b** <b>\u202e $(key)\n${"long ".repeat(100_000)}`;
    const row = shareRow({
      record: { ...record, title },
      ...{ fact: undefined, pausedBy: undefined, isFromElsewhere: false, isSessionGone: false, isOpen: true },
    });
    const tree = new RowsTree(async () => [row]);
    const { label, tooltip } = tree.resolveTreeItem(tree.getTreeItem(row), row);
    for (const shown of [label, tooltip, row.target.title]) {
      assert.ok(typeof shown === "string" && shown.length < 500);
      assert.match(shown, /^\[x\].\(command:evil\) \*\*b\*\* <b> \$.\(key\) long long/);
    }
    tree.dispose();
  });
});

import assert from "node:assert/strict";
import { namesApart } from "./names-apart.ts";

describe("the names in an admin's command line", () => {
  const dashed = "-pVGAYRHGL0a";
  const cases: readonly [string, readonly string[], readonly string[]][] = [
    ["are told apart from options", ["shares", "revoke", dashed], ["shares", "revoke", "--", dashed]],
    [
      "may stand before options",
      ["shares", "show", dashed, "--json"],
      ["shares", "show", "--json", "--", dashed],
    ],
    [
      "may be what --share asks for",
      ["shares", "list", "--share", dashed],
      ["shares", "list", `--share=${dashed}`],
    ],
    [
      "may begin with two dashes",
      ["tokens", "revoke", "--GAYRHGL0ab"],
      ["tokens", "revoke", "--", "--GAYRHGL0ab"],
    ],
    [
      "may be whole ids",
      ["shares", "show", `-${"a".repeat(42)}`],
      ["shares", "show", "--", `-${"a".repeat(42)}`],
    ],
    [
      "are no options",
      ["tokens", "create", "--user", "ann", "--org-admin", "--data-dir", "x", "-h"],
      ["tokens", "create", "--user", "ann", "--org-admin", "--data-dir", "x", "-h"],
    ],
  ];
  for (const [what, args, expected] of cases) it(what, () => assert.deepEqual(namesApart(args), expected));
});

import assert from "node:assert/strict";
import fc from "fast-check";
import { formatShareLink, ownShareLink, parseServiceUrl, parseShareLink } from "./links.ts";

const ID = "Abcdefghij_klmnopqrstuvwxyz-0123456789ABCDE";
const hostArb = fc.constantFrom("https://share.acme.example", "http://127.0.0.1:4747", "http://[::1]:8080");
const baseArb = fc.constantFrom("", "/team", "/a/b", "/share", "/s");
const idArb = fc
  .array(fc.constantFrom(...ID), { minLength: 43, maxLength: 43 })
  .map((chars) => chars.join(""));

describe("a share link", () => {
  it("is read as the place that it was made of, in every form", () => {
    const formArb = fc.constantFrom("share", "s", "shared");
    const tailArb = fc.constantFrom("", "/", "?x=1", "#part-1", "/?a=/share/b#c/d");
    fc.assert(
      fc.property(hostArb, baseArb, idArb, formArb, tailArb, (host, base, shareId, form, tail) => {
        const serviceUrl = host + base;
        assert.deepEqual(parseShareLink(formatShareLink({ serviceUrl, shareId })), { serviceUrl, shareId });
        assert.deepEqual(parseShareLink(` ${serviceUrl}/${form}/${shareId}${tail}\n`), {
          serviceUrl,
          shareId,
        });
      }),
    );
  });

  it("has the form that opencode itself can import, wherever a service has no base path", () => {
    fc.assert(
      fc.property(hostArb, idArb, (serviceUrl, shareId) => {
        assert.match(formatShareLink({ serviceUrl, shareId }), /^https?:\/\/[^/]+\/share\/([a-zA-Z0-9_-]+)$/);
      }),
    );
  });

  it("is none, or leads to http(s) without credentials, for any text", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.webUrl({ withFragments: true, withQueryParameters: true }), fc.string()),
        (text) => {
          const location = parseShareLink(`${text}/share/${ID}`);
          if (location) assert.match(location.serviceUrl, /^https?:\/\/[^@/]+(\/.*)?$/);
        },
      ),
    );
  });

  for (const text of [
    "",
    "share",
    ID,
    `/share/${ID}`,
    `share.acme.example/share/${ID}`,
    `ftp://a.example/share/${ID}`,
    `javascript:alert(1)//share/${ID}`,
    `file:///share/${ID}`,
    `data:text/html,/share/${ID}`,
    `https://a.example/${ID}`,
    `https://a.example/shares/${ID}`,
    `https://a.example/share/${ID}/more`,
    `https://a.example/share/${ID}x`,
    `https://a.example/share/${ID.slice(1)}`,
    `https://a.example/share/${ID.slice(1)}%20`,
    `https://a.example/share/..%2f${ID.slice(5)}`,
    `https://a.example/?/share/${ID}`,
    `https://a.example/#/share/${ID}`,
    "https://a.example/s/12345678",
  ])
    it(`is not ${text.slice(0, 60) || "nothing"}`, () => {
      assert.equal(parseShareLink(text), undefined);
    });

  it("loses the credentials that somebody put into it", () => {
    assert.deepEqual(parseShareLink(`https://me:pw@a.example/share/${ID}`), {
      serviceUrl: "https://a.example",
      shareId: ID,
    });
  });
});

describe("the link that a service tells for a share", () => {
  const location = { serviceUrl: "https://a.example/team", shareId: ID };
  const own = formatShareLink(location);
  for (const told of [own, `https://a.example/team/s/${ID}`])
    it(`is taken: ${told}`, () => assert.equal(ownShareLink(told, location), told));
  for (const told of [
    own.replace("//", "//me@"),
    own.replace("//", "//:pw@"),
    own.replace("a.example", "b.example"),
    own.replace("https", "http"),
    own.replace("https:", "javascript:"),
    own.replace(ID, ID.toLowerCase()),
    own.replace("/team", ""),
    "",
  ])
    it(`is not taken: ${told || "nothing"}`, () => assert.equal(ownShareLink(told, location), own));
});

describe("a service address", () => {
  for (const [text, address] of [
    ["https://share.acme.example", "https://share.acme.example"],
    ["  https://Share.Acme.example///  ", "https://share.acme.example"],
    ["http://localhost:4747/", "http://localhost:4747"],
    ["https://a.example:443/team/?x=1#y", "https://a.example/team"],
    ["https://a.example/team/../other", "https://a.example/other"],
    ["share.acme.example", undefined],
    ["localhost:4747", undefined],
    ["ws://a.example", undefined],
    ["https://me@a.example", undefined],
    ["https://:pw@a.example", undefined],
    ["https://", undefined],
    ["", undefined],
  ] as const)
    it(`is ${address ?? "none"} for ${JSON.stringify(text)}`, () => {
      assert.equal(parseServiceUrl(text), address);
    });

  it("stays the same once it is canonical", () => {
    fc.assert(
      fc.property(fc.webUrl({ withFragments: true, withQueryParameters: true }), (text) => {
        const address = parseServiceUrl(text);
        if (address !== undefined) assert.equal(parseServiceUrl(address), address);
      }),
    );
  });
});

describe("the link that a service tells for a share", () => {
  const location = { serviceUrl: "https://share.acme.example/base", shareId: "A".repeat(43) };
  const own = `https://share.acme.example/base/share/${location.shareId}`;

  it("stays as it is where it leads to this share at this service", () => {
    for (const told of [own, own.replace("/share/A", "/s/A"), `${own}?from=mail#msg_1`])
      for (const serviceUrl of [location.serviceUrl, `${location.serviceUrl}/`])
        assert.equal(ownShareLink(told, { ...location, serviceUrl }), told);
  });

  for (const told of [
    own.replace("acme", "evil"),
    own.replace("/base", ""),
    own.replace("AAA", "BBB"),
    own.replace("https://", "https://ann@"),
    "javascript:alert(1)",
    "",
  ])
    it(`is none of its own, and replaced: “${told.slice(0, 50)}”`, () => {
      assert.equal(ownShareLink(told, location), own);
    });
});

import assert from "node:assert/strict";
import * as fc from "fast-check";
import { formatEditorLink, formatPlaceLink, formatShareLink } from "./links.ts";
import { findShareLink, readServiceAddress } from "./pasted-link.ts";

const ID = `${"Ab1_-".repeat(8)}xyz`;
const LINK = `https://share.test/share/${ID}`;
const BELOW = `https://tools.test:8443/a/share/share/${ID}`;
const enc = encodeURIComponent;
const editor = (service: string, scheme = "vscode") =>
  `${scheme}://opencode-share.opencode-share/share/${ID}?service=${enc(service)}`;

describe("a link in what somebody has pasted", () => {
  const found: Readonly<Record<string, readonly [string, string?]>> = {
    alone: [LINK],
    "with blanks around it": [`  ${LINK}\n`],
    "with a query and an anchor": [`${LINK}?utm=1#part`],
    "in angle brackets": [`<${LINK}>`],
    "in angle brackets with a caption": [`<${LINK}|A session>`],
    "before a full stop": [`${LINK}.`],
    "before a bracket": [`(see ${LINK})`],
    "in quotes": [`“${LINK}”, she said`],
    "in a sentence": [`See ${LINK} for how it went, and https://other.test/x for more`],
    "after another link": [`https://other.test/x ${LINK}`],
    "as a Markdown link": [`[A session](${LINK})`],
    "as a Markdown link with a title": [`[A session](<${LINK}> "title")`],
    "as HTML": [`<a href="${LINK}">A session</a>`],
    "without a scheme": [`share.test/share/${ID}`],
    "without a scheme in a sentence": [`it is at share.test/share/${ID}, look`],
    "without a scheme, on this machine": [`localhost:4096/share/${ID}`, `http://localhost:4096/share/${ID}`],
    "below a path and with a port": [`<${BELOW}>`, BELOW],
    "of the short form": [`(https://share.test/s/${ID})`],
    "in capitals": [`HTTPS://SHARE.TEST/share/${ID}.`],
    "of an editor": [editor("https://share.test")],
    "of another editor, in a sentence": [`open ${editor("https://share.test", "vscode-insiders")}.`],
    ...Object.fromEntries(
      ["vscode", "vscode-insiders", "vscodium", "cursor", "windsurf", "code-oss"].map((scheme) => [
        `of an editor with the scheme ${scheme}`,
        [`<${formatEditorLink(scheme, { serviceUrl: "https://share.test", shareId: ID })}>`],
      ]),
    ),
    "of an editor, below a path": [editor("https://tools.test:8443/a/share"), BELOW],
    "wrapped by Safe Links": [
      `https://eur01.safelinks.protection.outlook.com/?url=${enc(LINK)}&data=05%7C01&reserved=0`,
    ],
    "wrapped by URL Defense 3": [`https://urldefense.com/v3/__${LINK}__;!!abc!def$`],
    "wrapped by URL Defense 2": [
      `https://urldefense.proofpoint.com/v2/url?u=${LINK.replaceAll("-", "-2D").replaceAll("_", "-5F").replace(":", "-3A").replaceAll("/", "_")}&d=DwMF`,
    ],
    "wrapped by a search engine": [`https://www.google.com/url?q=${enc(LINK)}&sa=D`],
    "wrapped twice": [`https://a.test/?u=${enc(`https://b.test/?u=${enc(LINK)}`)}`],
    "broken over lines": [`${LINK.slice(0, 40)}\n${LINK.slice(40)}`],
    "wrapped by URL Defense 2 at its other host": [
      `https://urldefense.com/v2/url?u=${LINK.replaceAll("-", "-2D").replaceAll("_", "-5F").replace(":", "-3A").replaceAll("/", "_")}&d=DwMF`,
    ],
    "wrapped by URL Defense 3 with a slash less": [
      `https://urldefense.com/v3/__${LINK.replace("//", "/")}__;!!abc!def$`,
    ],
    "wrapped between underscores": [`https://scanner.test/v2/___${LINK}___.YzJl`],
    "wrapped in base64": [`https://scanner.test/?d=share.test&u=${btoa(LINK)}&p=m`],
    "wrapped in a path": [`https://scanner.test/1abc/${LINK}`],
    "wrapped in a path, encoded": [`https://scanner.test/1abc/${enc(LINK)}`],
    "behind a scheme too many": [`https://${LINK}`],
    "below an empty folder": [LINK.replace("/share/", "//share/")],
    "with signs in it that are not seen": [
      LINK.replace("hare", "h\u200bar\u00ade").replace("b1", "b\u20601"),
    ],
    "emphasised in Markdown": [`_${LINK}_`],
    "escaped in Markdown": [LINK.replaceAll("_", "\\_")],
    "escaped in JSON": [JSON.stringify({ url: LINK }).replaceAll("/", "\\/")],
    "escaped in HTML": [`<a href="${LINK.replaceAll("/", "&#x2F;")}">A session</a>`],
    "at an IPv6 address": [`(http://[::1]:4096/share/${ID})`, `http://[::1]:4096/share/${ID}`],
    "at an IPv6 address without a scheme": [
      `it is at [2001:db8::1]:8443/share/${ID}, look`,
      `https://[2001:db8::1]:8443/share/${ID}`,
    ],
    "at a host with an underscore": [`see my_host.test/share/${ID}`, `https://my_host.test/share/${ID}`],
    "at a host whose letters have marks": [
      `see mu\u0308nchen.example/share/${ID}`,
      `https://xn--mnchen-3ya.example/share/${ID}`,
    ],
    "at a host whose letters are written with marks": [
      `see उदाहरण.परीक्षा/share/${ID}`,
      `https://xn--p1b6ci4b4b3a.xn--11b5bs3a9aj6g/share/${ID}`,
    ],
    "of an editor, with a slash at the end of its path": [editor("https://share.test").replace("?", "/?")],
    "broken over lines among others": [`See this:\n${LINK.slice(0, 40)}\n${LINK.slice(40)}\nand tell me`],
    "broken over lines of a quote": [`> See ${LINK.slice(0, 40)}\r\n> ${LINK.slice(40)}\r\n> Ann`],
    "broken over lines of another kind": [
      `${LINK.slice(0, 40)}\r${LINK.slice(40, 50)}\u2028${LINK.slice(50)}`,
    ],
    "broken over lines of a shell": [`${LINK.slice(0, 40)}\\\n  ${LINK.slice(40)}`],
    "broken over lines by a mail program": [`${LINK.slice(0, 40)}=\r\n${LINK.slice(40)}`],
  };
  for (const [how, [text, link = LINK]] of Object.entries(found))
    it(`is found ${how}`, () => {
      const location = findShareLink(text);
      assert.equal(location && formatShareLink(location), link);
    });

  const places: Readonly<Record<string, readonly [string, string | undefined]>> = {
    alone: [`${LINK}#msg_1`, "msg_1"],
    "behind a query": [`${LINK}?utm=1#msg_1`, "msg_1"],
    "within a part": [`<${LINK}#prt_1:L10-L20>`, "prt_1:L10-L20"],
    "in a sentence": [`look at ${LINK}#msg_1. There!`, "msg_1"],
    "as a Markdown link": [`[A session](${LINK}#msg_1)`, "msg_1"],
    "without a scheme": [`it is share.test/share/${ID}#msg_1`, "msg_1"],
    "wrapped by Safe Links": [
      `https://eur01.safelinks.protection.outlook.com/?url=${enc(`${LINK}#msg_1`)}&data=05%7C01`,
      "msg_1",
    ],
    "wrapped by URL Defense 3": [
      `See https://urldefense.com/v3/__${LINK}*prt_1:L10-L20__;Iw!!abc!def$`,
      "prt_1:L10-L20",
    ],
    "wrapped by URL Defense 3, with a run of replaced signs": [
      `https://urldefense.com/v3/__https:**Ashare.test/share/${ID}*msg_1__;Ly8j!!abc!def$`,
      "msg_1",
    ],
    "wrapped by Safe Links and URL Defense 3": [
      `https://eur01.safelinks.protection.outlook.com/?url=${enc(`https://urldefense.com/v3/__${LINK}*msg_1__;Iw!!abc!def$`)}&data=05`,
      "msg_1",
    ],
    encoded: [`${LINK}#prt%5F1%3AL10-L20`, "prt_1:L10-L20"],
    "with its sign encoded": [`${LINK}%23msg_1`, "msg_1"],
    "before an exclamation mark": [`${LINK}#msg_1!`, "msg_1"],
    "before an ellipsis": [`${LINK}#msg_1…`, "msg_1"],
    "before a colon": [`${LINK}#prt_1:L10-L20:`, "prt_1:L10-L20"],
    "before another link": [`${LINK}#msg_1,https://other.test/share/${ID}#msg_2`, "msg_1"],
    "of an editor, escaped in HTML": [`<a href="${editor("https://share.test")}&amp;at=msg_1">`, "msg_1"],
    "of an editor, before a comma": [`open ${editor("https://share.test")}&at=msg_1, please`, "msg_1"],
    "of an editor, with a caption": [`<${editor("https://share.test")}&at=msg_1|Open>`, "msg_1"],
    "of an editor": [
      formatEditorLink("cursor", { serviceUrl: "https://share.test", shareId: ID, anchor: "prt_1:L1" }),
      "prt_1:L1",
    ],
    "that is none": [`${LINK}#:~:text=x`, undefined],
    "that is none, in a sentence": [`see ${LINK}#!, please`, undefined],
  };
  for (const [how, [text, anchor]] of Object.entries(places))
    it(`tells the place in the session: ${how}`, () => {
      const place = findShareLink(text);
      assert.equal(place && formatPlaceLink(place), anchor === undefined ? LINK : `${LINK}#${anchor}`);
    });

  const none: Readonly<Record<string, string>> = {
    "nothing at all": "",
    "the service alone": "https://share.test/",
    "an id alone": ID,
    "an id that is too short": `https://share.test/share/${ID.slice(1)}`,
    "an id that is too long": `https://share.test/share/${ID}x`,
    "a path that goes on": `https://share.test/share/${ID}/live`,
    "a word that is no host": `notes/share/${ID}`,
    "another scheme": `ftp://share.test/share/${ID}`,
    "a script": `javascript:fetch("//share.test/share/${ID}")`,
    "a host behind an encoded name": `https://share.test%40evil.test/share/${ID}`,
    "somebody's name before the host": `see https://share.test@evil.test/share/${ID}`,
    "an editor's link to no service": `vscode://opencode-share.opencode-share/share/${ID}?service=javascript:1`,
    "another extension's link": `vscode://other.extension/share/${ID}?service=${enc("https://share.test")}`,
  };
  for (const [what, text] of Object.entries(none))
    it(`is none in ${what}`, () => assert.equal(findShareLink(text), undefined));

  it("is found whatever stands around it, and leads nowhere else", () =>
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), fc.string({ maxLength: 40 }), (before, after) => {
        fc.pre(!/[/:%=@\\]|proofpoint/.test(before) && !/^[\w/-]/.test(after));
        const location = findShareLink(`${before} ${LINK} ${after}`);
        assert.equal(location && formatShareLink(location), LINK);
      }),
    ));

  it("is found as often as a link is wrapped at most, and not beyond", () => {
    const wrapped = (times: number): string => (times === 0 ? LINK : enc(wrapped(times - 1)));
    const find = (times: number) => findShareLink(`https://scanner.test/?url=${wrapped(times)}`);
    for (const times of [0, 1, 2, 3, 4]) assert.ok(find(times), String(times));
    for (const times of [5, 6, 9]) assert.equal(find(times), undefined);
  });

  it("is looked for in a bounded part of a text of any size and form", () => {
    for (const unit of [
      "a",
      "a.",
      "https://",
      "/share/",
      "%25",
      "<",
      "\n",
      "-",
      ID,
      "[::1]",
      "__",
      "_https:",
      "aHR0c",
      `\n${ID}`,
    ])
      assert.equal(findShareLink(unit.repeat(300_000 / unit.length)), undefined);
  });
});

describe("a service's address as people type it", () => {
  const addresses: Readonly<Record<string, string | undefined>> = {
    "https://share.test": "https://share.test",
    " https://share.test/ ": "https://share.test",
    "<https://share.test/tools/share/>": "https://share.test/tools/share",
    "share.test": "https://share.test",
    "share.test.": "https://share.test",
    "share.test:8443/tools/": "https://share.test:8443/tools",
    "Share.Test": "https://share.test",
    "localhost:4096": "http://localhost:4096",
    "127.0.0.1:4096": "http://127.0.0.1:4096",
    "http://share.test": "http://share.test",
    "münchen.example": "https://xn--mnchen-3ya.example",
    [LINK]: "https://share.test",
    [BELOW]: "https://tools.test:8443/a/share",
    "": undefined,
    share: undefined,
    "share test": undefined,
    "ftp://share.test": undefined,
    "javascript:alert(1)": undefined,
    "ann@share.test": undefined,
    "https://ann:pw@share.test": undefined,
  };
  for (const [text, address] of Object.entries(addresses))
    it(`is ${address ?? "none"} for “${text}”`, () => assert.equal(readServiceAddress(text), address));
});

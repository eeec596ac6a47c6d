import assert from "node:assert/strict";
import fc from "fast-check";
import { clientAddress } from "./client-address.ts";
import { networkOf } from "./network-of.ts";
import { addressesIn } from "./networks.ts";

const PROXIES = ["10.0.0.5", "10.1.0.0/16", "loopback", "2001:db8:ff::/48"];
const isProxy = addressesIn(PROXIES);
const from = (forwarded: string, peer: string | undefined = "10.0.0.5") =>
  clientAddress(peer, forwarded, isProxy);

describe("a client's address", () => {
  const written: readonly [string, string][] = [
    ["192.0.2.1", "192.0.2.1"],
    ["192.0.2.1:50123", "192.0.2.1"],
    ["192.0.2.1:_obfuscated", "192.0.2.1"],
    [" \t192.0.2.1 ", "192.0.2.1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["[::FFFF:C000:201]:443", "192.0.2.1"],
    ["2001:db8::1", "2001:db8::1"],
    ["2001:0DB8:0:0:0:0:0:1", "2001:db8::1"],
    ["[2001:db8::1]", "2001:db8::1"],
    ["[2001:db8::1]:50123", "2001:db8::1"],
    ['"[2001:db8::1]:50123"', "2001:db8::1"],
    ["fe80::1%eth0", "fe80::1"],
    ["192.0.2.1,", "192.0.2.1"],
    ["192.0.2.1, ,", "192.0.2.1"],
    ["203.0.113.9, 192.0.2.1", "192.0.2.1"],
    ["203.0.113.9, 192.0.2.1, 10.1.2.3", "192.0.2.1"],
    ["192.0.2.1:1, [2001:db8:ff::7]:2, 10.1.2.3:3", "192.0.2.1"],
  ];
  for (const [forwarded, address] of written)
    it(`is read from ${JSON.stringify(forwarded)}`, () => assert.equal(from(forwarded), address));

  const odd = [
    "unknown",
    "_hidden",
    "",
    "localhost",
    "192.0.2",
    "192.0.2.300",
    "010.0.2.1",
    "1.1.1.1.1",
    "[::1",
  ];
  for (const text of odd)
    it(`that a proxy wrote as ${JSON.stringify(text)} is that of the proxy`, () => {
      assert.equal(from(text), "10.0.0.5");
      assert.equal(from(`192.0.2.1, ${text || "x"}, 10.1.2.3`), "10.1.2.3");
    });

  it("is the connection's, in one form, where no proxy stands", () => {
    assert.equal(from("192.0.2.1", "203.0.113.9"), "203.0.113.9");
    assert.equal(from("192.0.2.1", "::ffff:203.0.113.9"), "203.0.113.9");
    assert.equal(from("192.0.2.1", "::ffff:10.0.0.5"), "192.0.2.1");
  });

  it("that is none throws nothing", () => {
    assert.equal(from("192.0.2.1", ""), undefined);
    assert.equal(clientAddress(undefined, "192.0.2.1", isProxy), undefined);
    assert.equal(networkOf(undefined), "");
  });

  const hop = fc.oneof(
    fc.ipV4(),
    fc.ipV6(),
    fc.string({ maxLength: 30 }),
    fc.constantFrom(
      "unknown",
      "_x",
      "10.0.0.5",
      "127.0.0.1",
      "::1",
      "[::1]:80",
      "10.1.2.3:4",
      ",",
      '"',
      "::ffff:10.0.0.5",
    ),
  );
  const claims = fc.array(hop, { maxLength: 8 }).map((hops) => hops.join(", "));
  const strangers = fc.constantFrom("192.0.2.1", "2001:db8:1::5");
  const forms = (address: string) =>
    address.includes(":")
      ? [address, `[${address}]`, `[${address}]:9`]
      : [address, `${address}:9`, `::ffff:${address}`];

  it("is one, whatever a client claims and in whatever form its proxies write it down", () => {
    fc.assert(
      fc.property(claims, strangers, fc.nat(2), fc.boolean(), (claim, address, form, isDirect) => {
        const forwarded = [claim, forms(address)[form], "10.1.2.3:8"].join(", ");
        const seen = isDirect ? from(claim, address) : from(forwarded);
        assert.equal(networkOf(seen), networkOf(address));
      }),
    );
  });

  it("is one of those that are written, or the proxy's, for any text at all", () => {
    fc.assert(
      fc.property(claims, (claim) => {
        const seen = from(claim);
        assert.ok(seen !== undefined && networkOf(seen) !== "");
      }),
    );
  });
});

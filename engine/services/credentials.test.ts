import assert from "node:assert/strict";
import { credentialsOf } from "./credentials.ts";

describe("the credentials of a share", () => {
  const share = { serviceUrl: "http://one", shareId: "s" };
  const secretOf = (known: string | undefined) => ({ secretOf: async () => known });

  it("are its secret, whoever is signed in", async () => {
    const isSignedIn = async () => assert.fail("asked");
    assert.deepEqual(await credentialsOf({ registry: secretOf("x"), isSignedIn }, share), {
      shareId: "s",
      secret: "x",
    });
  });

  it("are the account at its own service, where the secret is lost", async () => {
    const isSignedIn = async (url: string) => url === "http://one";
    assert.deepEqual(await credentialsOf({ registry: secretOf(undefined), isSignedIn }, share), {
      shareId: "s",
    });
    const other = { ...share, serviceUrl: "http://two" };
    assert.equal(await credentialsOf({ registry: secretOf(undefined), isSignedIn }, other), undefined);
  });

  it("are missing where neither is there", async () => {
    assert.equal(await credentialsOf({ registry: secretOf(undefined) }, share), undefined);
  });
});

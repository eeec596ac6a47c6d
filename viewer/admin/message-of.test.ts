import assert from "node:assert/strict";
import { ServiceError, ServiceUnreachableError } from "../../client/service-error.ts";
import { messageOf } from "./message-of.ts";

describe("what an admin's page says of an error", () => {
  it("is what to do where nothing answers, without the address of the page's own service", () => {
    const nothing = new ServiceUnreachableError("https://share.example", { kind: "unreachable" });
    assert.equal(messageOf(nothing), "The service does not answer. Check the connection and try again.");
  });

  it("is otherwise in the words of what has answered", () => {
    assert.equal(messageOf(new ServiceError(403, "forbidden", "Not yours.")), "Not yours.");
    const page = new ServiceUnreachableError("https://share.example", { kind: "webPage" });
    assert.match(messageOf(page), /a web page answered/);
  });
});

import assert from "node:assert/strict";
import { type People, PeopleFinder } from "./people.ts";

function without(people: People, text: string): string {
  return new PeopleFinder(people)
    .find(text)
    .reduceRight((left, { start, end, by }) => left.slice(0, start) + by + left.slice(end), text);
}

describe("people", () => {
  const linux: People = { homes: ["/home/annab"], user: "annab", host: "atlas7.corp.test" };

  it("have a home directory that becomes ~", () => {
    assert.equal(without(linux, "cd /home/annab/app && ls /home/annab"), "cd ~/app && ls ~");
    assert.equal(
      without(linux, "file:///home/annab/a%20b and %2Fhome%2Fannab%2Fa"),
      "file://~/a%20b and ~%2Fa",
    );
  });

  it("keep the homes of others", () =>
    assert.equal(
      without({ homes: ["/home/anna"] }, "/home/annabel /home/anna-old"),
      "/home/annabel /home/anna-old",
    ));

  it("have a name and a host", () =>
    assert.equal(
      without(linux, "annab@atlas7:~$ ssh annab@atlas7.corp.test; hannab annabel"),
      "user@host:~$ ssh user@host; hannab annabel",
    ));

  it("have homes on Windows, in JSON and in shells, too", () => {
    const windows: People = { homes: ["C:\\Users\\Anna B"] };
    for (const text of [
      "C:\\Users\\Anna B\\app",
      "c:\\\\Users\\\\Anna B\\\\app",
      "C:/Users/Anna B/app",
      "/c/Users/Anna B/app",
    ])
      assert.match(without(windows, text), /^~[\\/]+app$/);
    assert.equal(without(windows, "file:///c%3A/Users/Anna%20B/app"), "file://~/app");
  });

  it("have no name that all machines have", () =>
    assert.equal(
      without({ homes: ["/root"], user: "root", host: "localhost" }, "root@localhost /root"),
      "root@localhost /root",
    ));

  it("keep their addresses unless it is said which to hide", () => {
    const text = "anna@corp.io wrote to bo@corp.io and git@github.com";
    const own = { emails: ["Anna@corp.io"] };
    assert.equal(without(own, text), text);
    assert.equal(
      without({ ...own, hideEmails: "own" }, text),
      "user@host wrote to bo@corp.io and git@github.com",
    );
    assert.equal(
      without({ ...own, hideEmails: "others" }, text),
      "anna@corp.io wrote to user@host and git@github.com",
    );
    assert.equal(
      without({ ...own, hideEmails: "all" }, text),
      "user@host wrote to user@host and git@github.com",
    );
  });
});

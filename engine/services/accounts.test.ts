import assert from "node:assert/strict";
import { MemorySecrets } from "../registry/memory-secrets.ts";
import { ACCOUNTS_KEY, type Account, Accounts } from "./accounts.ts";

const session = (id: string, serviceUrl = "https://a.example"): Account => ({
  id,
  serviceUrl,
  token: `ocs_pat_${id.padEnd(43, "x")}`,
  account: { id, label: id },
});
const ids = (sessions: readonly Account[]) => sessions.map(({ id }) => id);

describe("who is signed in", () => {
  let secrets: MemorySecrets;
  let sessions: Accounts;
  let reports: string[];
  const open = () => new Accounts({ secrets, report: (message) => void reports.push(message) });
  beforeEach(() => {
    secrets = new MemorySecrets();
    reports = [];
    sessions = open();
  });

  it("is nobody at first", async () => {
    assert.deepEqual(await sessions.list(), []);
    assert.equal(await sessions.of("https://a.example"), undefined);
  });

  it("is one person at each service, also after a restart", async () => {
    await sessions.add(session("ada"));
    await sessions.add(session("bo", "https://b.example"));
    await sessions.add(session("cy"));
    assert.deepEqual(ids(await sessions.list()), ["bo", "cy"]);
    assert.deepEqual(ids(await open().list()), ["bo", "cy"]);
    assert.equal((await sessions.of("https://a.example"))?.id, "cy");
  });

  it("is not who has signed out, or whose token does not count any more", async () => {
    await sessions.add(session("ada"));
    await sessions.add(session("bo", "https://b.example"));
    await sessions.remove("ada");
    await sessions.dropToken(session("bo").token);
    assert.deepEqual(await open().list(), []);
  });

  it("is told with every change, once", async () => {
    const heard: string[] = [];
    sessions.onDidChange(({ added, removed }) => heard.push(`+${ids(added)} -${ids(removed)}`));
    await sessions.add(session("ada"));
    await sessions.add(session("bo"));
    await sessions.dropToken("ocs_pat_unknown");
    await sessions.refresh();
    await sessions.remove("bo");
    assert.deepEqual(heard, ["+ada -", "+bo -ada", "+ -bo"]);
  });

  it("is heard of when another window has changed it, and no window's change is lost", async () => {
    const other = open();
    await sessions.list();
    await other.add(session("ada"));
    await sessions.add(session("bo", "https://b.example"));
    await other.refresh();
    assert.deepEqual(ids(await other.list()), ["ada", "bo"]);
    assert.deepEqual(ids(await sessions.list()), ["ada", "bo"]);
  });

  for (const junk of ["", "{", "null", '[{"id":"ada"}]', JSON.stringify([{ ...session("a"), token: "x" }])])
    it(`is nobody, which is said, when the secret storage holds ${junk || "nothing"}`, async () => {
      await secrets.store(ACCOUNTS_KEY, junk);
      assert.deepEqual(await sessions.list(), []);
      assert.equal(reports.length, 1);
      await sessions.add(session("ada"));
      assert.deepEqual(ids(await open().list()), ["ada"]);
    });

  it("stays who it was while the secret storage cannot be read, and nothing is overwritten", async () => {
    await sessions.add(session("ada"));
    const read = secrets.get.bind(secrets);
    secrets.get = () => Promise.reject(new Error("locked"));
    await sessions.refresh();
    assert.deepEqual(ids(await sessions.list()), ["ada"]);
    await assert.rejects(sessions.add(session("bo", "https://b.example")), /locked/);
    assert.deepEqual(await open().list(), []);
    secrets.get = read;
    assert.deepEqual(ids(await open().list()), ["ada"]);
  });
});

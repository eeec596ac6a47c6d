import { readFileSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import { ServiceClient } from "../../client/service-client.ts";
import { textPart, userMessage } from "../../fixtures/session-content.ts";
import { SqliteStorage } from "../../fixtures/sqlite-storage.ts";
import type { WindowParts } from "../ui/window-parts.ts";
import { answeredDialogs } from "./answered-dialogs.ts";
import { activeWindow, opencodeData, openFolder } from "./this-editor.ts";

/** Ada, Bo, Eve of another organisation; and Ada once more, with a token that may be revoked. */
interface People {
  readonly url: string;
  readonly tokens: readonly [string, string, string, string];
}

/**
 * Gives each test of a suite a session to share at the service that knows people, where nobody is signed in yet.
 * Afterwards nobody shares anything.
 */
export function amongPeople() {
  const dialogs = answeredDialogs();
  const people = readPeople();
  let app: WindowParts;
  let storage: SqliteStorage;
  let workspace: string;
  let sessionId: string;
  let serviceUrl: WindowParts["settings"]["serviceUrl"];

  const as = (person: 0 | 1 | 2 | 3) => new ServiceClient(people.url, { token: () => people.tokens[person] });
  const record = () => app.registry.ofSession(sessionId);
  const signInAs = async (person: 0 | 1 | 2) => {
    dialogs.reply("Paste", people.tokens[person]);
    await dialogs.run("signIn");
  };
  /** A share of somebody's that this machine knows nothing of. */
  const shareElsewhere = async (person: 0 | 1 | 2, request: object = {}) =>
    as(person).create({ sessionId: "ses_elsewhere", title: "On the other machine", ...request });

  before(async () => {
    workspace = openFolder();
    storage = new SqliteStorage(opencodeData());
    app = await activeWindow();
    serviceUrl = app.settings.serviceUrl;
    app.settings.serviceUrl = () => people.url;
  });

  after(() => {
    app.settings.serviceUrl = serviceUrl;
    storage.close();
  });

  beforeEach(async () => {
    app.dialogs.pickSession = async (sessions) => sessions.find(({ id }) => id === sessionId);
    await app.memory.update("share.options", undefined);
    await app.memory.update("services.consents", { [people.url]: 1 });
    await app.policies.refresh(people.url);
    sessionId = storage.createSession({ directory: workspace, title: "The parser" });
    storage.putPart(sessionId, storage.putMessage(sessionId, userMessage()), textPart("Hello"));
  });

  afterEach(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    for (const { shareId } of app.registry.list()) await app.sharing.unshare(shareId);
    for (const person of [0, 1, 2] as const)
      for (const { shareId } of await as(person).listShares()) await as(person).remove({ shareId });
    for (const { id } of await app.signedIn.list()) await app.signedIn.remove(id);
    storage.removeSession(sessionId);
  });

  return { ...dialogs, people, as, record, signInAs, shareElsewhere };
}

function readPeople(): People {
  const dataHome = process.env.XDG_DATA_HOME ?? "";
  return JSON.parse(readFileSync(path.join(dataHome, "../people.json"), "utf8"));
}

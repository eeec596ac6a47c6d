import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { ServiceClient } from "../client/service-client.ts";
import { makeTokens } from "../fixtures/personal-tokens.ts";
import type { ServiceProcess } from "../fixtures/service-process.ts";
import { parseShareLink } from "../protocol/links.ts";
import type { SeenCreated } from "../protocol/seen.ts";
import type { CreateShareRequest } from "../protocol/share.ts";
import type { Editor } from "./driver/editor.ts";
import { appears, ShareViews } from "./driver/share-views.ts";
import { useStage } from "./driver/use-stage.ts";
import type { WrittenSession } from "./driver/written-session.ts";

describe("people share with each other, and with nobody else", () => {
  const stage = useStage();
  let session: WrittenSession;
  let service: ServiceProcess;
  let editor: Editor;
  let views: ShareViews;
  let ada: string;
  let bo: string;

  const as = (token?: string) => new ServiceClient(service.url, { token: () => token });
  /** A share of Bo's, made on Bo's machine. */
  const shareOfBo = async (title: string, request: Partial<CreateShareRequest>): Promise<SeenCreated> => {
    const created = await as(bo).create({ sessionId: "ses_bo", title, ...request });
    const info = { id: "ses_bo", title, directory: "/bo", time: { created: 1, updated: 1 } };
    await as().sync(created, { entries: [{ key: "session/info/ses_bo", content: info }] });
    return created;
  };
  const open = async ({ shareUrl }: SeenCreated) => {
    await editor.openLink(shareUrl);
  };
  const paste = async (token: string) => {
    await editor.pick("Paste a Personal Token");
    await editor.type(token);
  };

  before(async () => {
    session = stage.addSession("Make the parser faster", "Why is the parser slow?");
    [ada = "", bo = ""] = await makeTokens(stage.serviceData, [{ id: "ada", name: "Ada" }, { id: "bo" }]);
    service = await stage.startService({ env: { SHARE_AUTH: "token" } });
    editor = await stage.openEditor({ settings: { "opencode.sharing.serviceUrl": service.url } });
    views = new ShareViews(editor.page);
  });

  it("shows a link of the organisation only after a sign-in, which waits for the person", async () => {
    await open(await shareOfBo("Bo's lexer", {}));
    await editor.answer("Cancel");
    await editor.viewer.getByRole("heading", { name: "Sign in to read this session" }).waitFor();
    await editor.viewer.getByRole("button", { name: "Sign in", exact: true }).click();
    await editor.answer("Sign In");
    await paste(ada);
    await editor.viewer.getByRole("heading", { name: "Bo's lexer" }).waitFor();
  });

  it("shows who is signed in in the Accounts menu", async () => {
    await editor.openAccounts();
    await editor.menuItem(/^Ada \(127\.0\.0\.1:\d+\)/).waitFor();
    await editor.page.keyboard.press("Escape");
  });

  it("asks for a password, in the panel too, and says when it is wrong", async () => {
    await open(await shareOfBo("Bo's secret", { audience: "link", password: "correct horse" }));
    await editor.step("Open a session from").waitFor();
    await editor.press("Escape");
    await editor.viewer.getByRole("button", { name: "Enter password" }).click();
    await editor.type("wrong horse");
    await editor.page.getByText("This is not the password. Check it and try again.").first().waitFor();
    await editor.type("correct horse");
    await editor.viewer.getByRole("heading", { name: "Bo's secret" }).waitFor();
  });

  it("shares with one person by name, whom the review and the list name", async () => {
    await editor.run("OpenCode: Share Session");
    await editor.pick("Make the parser faster");
    await editor.pick("Choose who, how long, live or snapshot…");
    await editor.step("(1/4)").waitFor();
    await editor.focusedLine("My organisation").waitFor();
    await editor.pick("People or groups");
    await editor.type("bo");
    await editor.step("(2/4)").waitFor();
    await editor.pick("7 days");
    await editor.pick("Live");
    await editor.line("People or groups").filter({ hasText: "bo" }).waitFor();
    await editor.line("and copy the link").click();
    await editor.notification("The link is on the clipboard").waitFor();
    const { shareId = "" } = parseShareLink(await editor.clipboard()) ?? {};
    assert.equal((await as(bo).read(shareId)).share.audience, "people");
    await assert.rejects(as().read(shareId), { code: "sign_in_required" });
    await views.open();
    await views.row("Shares", "Make the parser faster").waitFor();
    await views.view("Shares").getByRole("treeitem", { name: /^bo,/ }).waitFor();
  });

  it("lists a share of another machine, and ends it from here", async () => {
    const { shareId } = await as(ada).create({ sessionId: "ses_other", title: "From the laptop" });
    const row = views.row("Shares", "From the laptop");
    const found = row.filter({ hasText: "from another machine" });
    await views.actOnView("Shares", "Refresh Shares", appears(found));
    await views.act(row, "Unshare", appears(editor.dialog));
    await editor.answer("Unshare");
    await row.waitFor({ state: "detached" });
    await assert.rejects(as(ada).read(shareId), { code: "revoked" });
  });

  it("stops when the service turns sharing off, and is told so, with its name", async () => {
    const { port } = service;
    await service.stop();
    const policyFile = path.join(stage.folder, "policy.json");
    writeFileSync(policyFile, '{"sharing":"off"}');
    const env = { SHARE_AUTH: "token", SHARE_POLICY_FILE: policyFile };
    service = await stage.startService({ port, env });
    session.say("Said when sharing was off");
    const told = editor.notification("Sharing is disabled here by the service 127.0.0.1");
    await told.waitFor();
    assert.equal(await told.count(), 1);
    const [share] = await as(ada).listShares();
    const { entries } = await as(bo).read(share?.shareId ?? "");
    assert.doesNotMatch(JSON.stringify(entries), /sharing was off/);
  });
});

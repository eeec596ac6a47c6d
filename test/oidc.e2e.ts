import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { adminSharesSchema, adminTokensSchema } from "../protocol/admin.ts";
import type { Editor } from "./driver/editor.ts";
import { eventuallyEqual } from "./driver/eventually.ts";
import { Organisation } from "./driver/organisation.ts";
import { answerProvider, signInAs } from "./driver/provider-pages.ts";
import { snapshotUrl } from "./driver/snapshot-url.ts";
import { useStage } from "./driver/use-stage.ts";
import type { WrittenSession } from "./driver/written-session.ts";

describe("an organisation whose people sign in at an OpenID Connect provider", () => {
  const stage = useStage();
  let parser: WrittenSession;
  let lexer: WrittenSession;
  let acme: Organisation;
  let editor: Editor;
  let colleague: Page;
  let link: string;

  /** A page in a browser that nobody has used yet. */
  const visit = async (url: string): Promise<Page> => {
    const page = await stage.workbench.browser.newPage();
    await page.goto(url);
    return page;
  };
  const beginToShare = async (title: string): Promise<void> => {
    await editor.run("OpenCode: Share Session");
    await editor.pick(title);
  };
  const tokensOfAnn = async () =>
    adminTokensSchema
      .parse(await acme.tell("root", "/api/admin/tokens?user=ann"))
      .tokens.map(({ user }) => user.org);

  before(async () => {
    lexer = stage.addSession("Split the lexer", "Where does a token end?");
    parser = stage.addSession("Make the parser faster", "Why is it slow?");
    acme = await Organisation.start(stage.serviceData);
    stage.atEnd(() => acme.stop());
    editor = await stage.openEditor({ settings: { "opencode.sharing.serviceUrl": acme.service.url } });
  });

  it("lets VS Code in from the browser, where the same code is shown, when somebody shares", async () => {
    await beginToShare("Make the parser faster");
    const opened = stage.workbench.context.waitForEvent("page");
    await editor.answer("Sign In");
    const page = await opened;
    await answerProvider(page, "ann");
    await page.getByRole("heading", { name: /^Allow “code-server on / }).waitFor();
    await page.getByText("as Ann Acme").waitFor();
    const code = (await page.getByRole("code").textContent()) ?? "";
    assert.match(code, /^[A-Z]{4}-[A-Z]{4}$/);
    assert.equal(await editor.notification(`if the code shown there is ${code}`).count(), 1);
    assert.deepEqual(await tokensOfAnn(), []);
    await page.getByRole("button", { name: "Allow" }).click();
    await page.getByRole("heading", { name: "Allowed" }).waitFor();
    await page.close();
  });

  it("shares with the organisation, and shows who is signed in in the Accounts menu", async () => {
    await editor.pick("Share now — 30 days, live");
    await editor.dialog.getByText("everyone in your organisation who has the link").waitFor();
    await editor.answer("Share");
    await editor.notification("is shared. The link is on the clipboard.").waitFor();
    link = await editor.clipboard();
    await editor.openAccounts();
    await editor.menuItem(/^Ann Acme \(127\.0\.0\.1:\d+\)/).waitFor();
    await editor.page.keyboard.press("Escape");
    assert.deepEqual(await tokensOfAnn(), ["acme"]);
  });

  it("lets a colleague follow live once they have signed in", async () => {
    colleague = await visit(link);
    await colleague.getByRole("heading", { name: "Sign in to read this session." }).waitFor();
    assert.equal(await colleague.getByText("Why is it slow?").count(), 0);
    await signInAs(colleague, "bob");
    await colleague.getByText("Why is it slow?").waitFor();
    assert.equal(colleague.url(), link);
    parser.say("And the lexer?");
    await colleague.getByText("And the lexer?").waitFor();
  });

  it("tells a stranger that it is shared inside another organisation, and nothing else", async () => {
    const stranger = await visit(link);
    await signInAs(stranger, "dora");
    await stranger.getByText("This session is shared inside another organisation.").waitFor();
    assert.doesNotMatch(await stranger.content(), /parser|slow|Ann|acme/);
    await stranger.close();
  });

  it("closes a colleague's page at once when the owner keeps the session to themselves", async () => {
    await editor.run("OpenCode: Change Share");
    await editor.pick("Change Who Can Read It…");
    await editor.pick("Only me");
    await editor.notification("Who can read “Make the parser faster” now: Only me.").waitFor();
    await colleague.getByRole("heading", { name: "This session is not shared with you." }).waitFor();
    assert.equal(await colleague.getByText("Why is it slow?").count(), 0);
  });

  it("is told on the page when the owner has unshared", async () => {
    await editor.run("OpenCode: Unshare");
    await editor.notification("is no longer shared").waitFor();
    await colleague.reload();
    await colleague.getByRole("heading", { name: "The owner has stopped sharing this session." }).waitFor();
    const answer = await colleague.request.get(snapshotUrl(link));
    assert.equal(answer.status(), 410);
  });

  it("has an admin, whom the provider names, who finds a share by its reference and revokes it", async () => {
    await beginToShare("Split the lexer");
    await editor.pick("Share now");
    await editor.notification("“Split the lexer” is shared").waitFor();
    const { shares } = adminSharesSchema.parse(await acme.tell("root", "/api/admin/shares?owner=ann"));
    const reference = shares[0]?.reference ?? "";
    const admin = await visit(`${acme.service.url}/admin`);
    await signInAs(admin, "root");
    await admin.getByLabel("Owner, link or reference").fill(reference);
    await admin.keyboard.press("Enter");
    await admin.getByText("1 share", { exact: true }).waitFor();
    await admin.getByRole("button", { name: `Revoke ${reference}` }).click();
    await admin.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await admin.getByText(`Share ${reference} is revoked`).waitFor();
    await admin.close();
    lexer.say("Nobody hears this any more.");
    await editor.notification("“Split the lexer” is no longer shared").waitFor();
  });

  it("lets VS Code out with Sign Out in the Accounts menu: its token counts no more", async () => {
    await editor.openAccounts();
    await editor.menuItem(/^Ann Acme/).hover();
    await editor.pickInMenu("Sign Out");
    await editor.answer("Sign Out");
    await editor.notification("is signed out.").waitFor();
    await eventuallyEqual(tokensOfAnn, []);
  });
});

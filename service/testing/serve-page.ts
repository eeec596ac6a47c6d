/**
 * Run as a child: the service before a page's folder, with people and shares for the page's tests. Its arguments are that
 * folder, and what links begin with where that is not its own address. It writes what there is as one line of JSON, and ends when its stdin does.
 */
import type { AddressInfo } from "node:net";
import { TestApp } from "./test-app.ts";
import { part } from "./test-client.ts";

const [pageDir = "", publicUrl] = process.argv.slice(2);
let url = "";
const service = await TestApp.build({
  auth: "token",
  pageDir,
  publicUrl: () => publicUrl ?? url,
  heartbeatMs: 1_000,
  policy: { limits: { passwordAttemptsPerHour: 3 } },
});
await service.app.listen({ host: "127.0.0.1", port: 0 });
url = `http://127.0.0.1:${(service.app.server.address() as AddressInfo).port}`;

const ann = await service.token({ id: "ann", name: "Ann Example" });
const password = "correct horse";
const shares = {
  org: await share({}),
  people: await share({ audience: "people", people: ["somebody"] }),
  password: await share({ audience: "link", password }),
  guessed: await share({ audience: "link", password }),
  views: await share({ audience: "link", maxViews: 1 }),
  viewsOfTabs: await share({ audience: "link", maxViews: 1 }),
  viewsUnkept: await share({ audience: "link", maxViews: 1 }),
};
const cookies = {
  ann: await service.cookie(ann, url),
  bob: await service.cookie(await service.token({ id: "bob", name: "Bob Example" }), url),
  eve: await service.cookie(await service.token({ id: "eve", name: "Eve Elsewhere", org: "globex" }), url),
};
process.stdout.write(`${JSON.stringify({ url, shares, cookies, password, token: ann })}\n`);
process.stdin.resume().on("end", () => void service.app.close());

async function share(fields: object): Promise<string> {
  const created = await service.create({ title: "Secret plans", ...fields }, ann);
  const ids = { sessionID: "ses_sample", messageID: "msg_1" };
  const message = { id: "msg_1", sessionID: "ses_sample", role: "user", time: { created: 1 } };
  await service.sync(created, [
    { key: "session/message/ses_sample/msg_1", content: message },
    { ...part(1, "The plan"), content: { id: "prt_1", ...ids, type: "text", text: "The plan" } },
  ]);
  return created.shareId;
}

import type { ServiceClient } from "../../client/service-client.ts";
import { textPart, userMessage } from "../../fixtures/session-content.ts";
import { infoKey, messageKey, partKey } from "../../protocol/keys.ts";

/** Shares a session of one prompt as somebody else does, from another machine. @returns the link */
export async function shareElsewhere(client: ServiceClient, title: string, prompt: string): Promise<string> {
  const sessionId = "ses_elsewhere";
  const { shareId, secret, shareUrl } = await client.create({ sessionId, title });
  const message = { id: "msg_1", sessionID: sessionId, ...userMessage() };
  const part = { id: "prt_1", sessionID: sessionId, messageID: "msg_1", ...textPart(prompt) };
  const entries = [
    { key: infoKey(sessionId), content: { id: sessionId, title } },
    { key: messageKey(sessionId, "msg_1"), content: message },
    { key: partKey(sessionId, "msg_1", "prt_1"), content: part },
  ];
  await client.sync({ shareId, secret }, { entries });
  return shareUrl;
}

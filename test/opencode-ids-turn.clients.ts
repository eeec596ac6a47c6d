import assert from "node:assert/strict";
import path from "node:path";
import { NOTE } from "../engine/import/foreign-note.ts";
import { WAIT_MS } from "../fixtures/limits.ts";
import { ServiceProcess } from "../fixtures/service-process.ts";
import { expectedContents, inParts } from "../tools/clients/expected-contents.ts";
import { IDS_TURN_AT } from "../tools/clients/move-in-time.ts";
import type { ToldMessage } from "../tools/clients/opencode-server.ts";
import { RealAgent } from "../tools/clients/real-agent.ts";
import { makeTempFolder } from "../tools/process/temp-folder.ts";
import { createShareEngine } from "../tools/share-engine.ts";
import { testAgentInEditor } from "./driver/agent-in-editor.ts";
import { eventuallyEqual } from "./driver/eventually.ts";
import { heldContents } from "./driver/held-contents.ts";

/** The last release whose messages have such ids. */
const VERSION = "1.18.33";
/** A prompt has its id some moments before it has its time. */
const BEFORE_MS = 20;

interface Turn {
  readonly where: string;
  /** The moment in a session of two prompts in which its ids begin again, ms since 1970. */
  readonly of: (messages: readonly ToldMessage[]) => number;
}

const createdAt = ({ info }: ToldMessage) => (info.time as { readonly created: number }).created;
const promptsOf = (messages: readonly ToldMessage[]) => messages.filter(({ info }) => info.role === "user");
const startOf = (part: ToldMessage["parts"][number]) =>
  (part.state as { readonly time?: { readonly start?: number } } | undefined)?.time?.start;

const BEFORE_PROMPT: Turn = {
  where: "before its last prompt",
  of: (messages) => Math.max(...promptsOf(messages).map(createdAt)) - BEFORE_MS,
};
const AMID_ANSWER: Turn = {
  where: "amid the parts of an answer",
  of: (messages) =>
    Math.min(...messages.flatMap(({ parts }) => parts.flatMap((part) => startOf(part) ?? []))),
};

/** Takes a session to where its ids begin again at that moment of it. */
async function moveToTurn(agent: RealAgent, turn: Turn): Promise<void> {
  await agent.moveInTime(IDS_TURN_AT - turn.of((await agent.messages()).map(inParts)));
  const ids = (await agent.messages())
    .map(inParts)
    .flatMap(({ info, parts }) => [info, ...parts].map(({ id }) => id));
  for (const round of [/^\w+_fff/, /^\w+_000/])
    assert.ok(
      ids.some((id) => round.test(id)),
      String(round),
    );
}

describe(`the sync engine over opencode ${VERSION} whose ids begin again`, () => {
  for (const turn of [BEFORE_PROMPT, AMID_ANSWER])
    it(`brings, imports and undoes what it lists, in its order, where that is ${turn.where}`, async () => {
      const temp = makeTempFolder("turn");
      const service = await ServiceProcess.start({ dataDir: path.join(temp.path, "service") });
      const agent = await RealAgent.start(VERSION, temp.path);
      await agent.play("create", "edit");
      await moveToTurn(agent, turn);
      const engine = createShareEngine({ storagePath: agent.home.dataDir });
      const told = async () => (await agent.messages()).map(inParts);
      try {
        await agent.play("fail");
        const whole = await told();
        const [session] = await engine.source.list();
        if (!session) throw new Error("the session is not listed");
        const request = { session, serviceUrl: service.url, expiry: { kind: "never" } as const };
        const { shareUrl } = await engine.sharing.share(request, () => {}, AbortSignal.timeout(WAIT_MS));
        const isHeld = (messages: readonly ToldMessage[]) =>
          eventuallyEqual(() => heldContents(shareUrl), expectedContents(messages));
        await isHeld(whole);

        const { contents } = await engine.source.read(session.id);
        const copy = (await agent.messages(await agent.importFrom(contents))).map(inParts);
        assert.deepEqual(copy.map(saidIn), whole.map(saidIn));

        for (const prompt of promptsOf(whole)) {
          await agent.undo(prompt.info.id);
          await isHeld(whole.slice(0, whole.indexOf(prompt)));
          await agent.redo();
          await isHeld(whole);
        }
        await agent.undo(promptsOf(whole)[1]?.info.id);
        await agent.play("long");
        await isHeld(await told());
      } finally {
        await engine.dispose();
        await agent.stop();
        await service.stop();
        temp.remove();
      }
    });
});

/** What a message says and does, as far as a copy of it does too. */
const saidIn = ({ info, parts }: ToldMessage) => [
  info.role,
  ...parts
    .filter(({ type, text }) => type !== "patch" && text !== NOTE)
    .map(({ type, text, tool }) => [type, text, tool]),
];

testAgentInEditor(VERSION, ["edit"], {
  which: `and whose ids begin again ${AMID_ANSWER.where}`,
  prepare: (agent) => moveToTurn(agent, AMID_ANSWER),
});

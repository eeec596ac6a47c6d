// `npm run demo:agent`: an agent goes on with the sample session of a running `npm start`, until Ctrl-C or for `--turns N`.
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { SqliteStorage } from "../fixtures/sqlite-storage.ts";
import { DemoAgent } from "./demo/agent.ts";
import { agentTurns } from "./demo/agent-script.ts";
import { demoFolders } from "./demo/demo-folders.ts";
import { findRunningDemo } from "./demo/running-demo.ts";
import { endOnSignals } from "./process/end-on-signals.ts";
import { root } from "./root.ts";

/** Between two writes, ms. */
const SHORTEST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 300;
/** Between two turns, ms. */
const BETWEEN_TURNS_MS = 2000;

const { values } = parseArgs({ options: { turns: { type: "string" } } });
const turns = values.turns === undefined ? Number.POSITIVE_INFINITY : Number(values.turns);
const folders = demoFolders(join(root, ".demo"));
const demo = findRunningDemo(folders);
if (!(turns > 0)) fail("--turns takes a number greater than 0.");
else if (!demo) fail("No npm start is running here. Start it in another terminal, then run this again.");
else if (!demo.shared) fail("npm start has not come up yet. Run this again when it tells its link.");
else await goOn(demo.shared.sessionId, demo.shared.link);

async function goOn(sessionId: string, link: string): Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const writer = new SqliteStorage(folders.storage);
  const pause = () =>
    setTimeout(SHORTEST_PAUSE_MS + Math.random() * (LONGEST_PAUSE_MS - SHORTEST_PAUSE_MS), undefined, {
      signal,
    });
  const agent = new DemoAgent({ writer, sessionId, pause });
  console.log(`The agent goes on with the session: ${link}\nCtrl-C stops it.`);
  const playing = playAll(agent, signal);
  endOnSignals(async () => {
    stopping.abort();
    await playing;
    console.log("\nThe agent has stopped.");
  });
  await playing.finally(() => writer.close());
}

async function playAll(agent: DemoAgent, signal: AbortSignal): Promise<void> {
  try {
    for (let played = 0; played < turns; played++) {
      if (played > 0) await setTimeout(BETWEEN_TURNS_MS, undefined, { signal });
      const turn = agentTurns[played % agentTurns.length];
      if (!turn) return;
      console.log(`  ${turn.prompt}`);
      await agent.play(turn);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}

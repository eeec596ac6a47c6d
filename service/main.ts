import closeWithGrace from "close-with-grace";
import { type Config, readConfig } from "./config.ts";
import { maskTokens } from "./logging.ts";
import { readPolicyFile } from "./policy/read-policy-file.ts";
import { servicePolicy } from "./policy/service-policy.ts";
import { startFailure } from "./start-failure.ts";
import { type RunningService, startService } from "./start-service.ts";

/** How long stopping may take before the process ends anyway, ms. */
const STOP_MS = 5_000;
/** Each stops the service once: from a terminal with npm in between a Ctrl-C comes twice. */
const STOP_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

let config: Config | undefined;
try {
  config = readConfig(process.env);
  closeWhenTold(await start(config));
} catch (error) {
  // Whatever is still open must not keep a process alive that serves nobody.
  process.stderr.write(`${startFailure(error, config ?? {})}\n`, () => process.exit(1));
}

async function start(config: Config): Promise<RunningService> {
  const policy = servicePolicy(config.auth, await readPolicyFile(config.policyFile));
  const service = await startService({
    ...config,
    policy,
    logger: { level: "info" },
    onLost: endAtOnce,
  });
  process.stdout.write(`listening on ${service.url}\n`);
  return service;
}

function closeWhenTold(service: RunningService): void {
  const { close } = closeWithGrace({ delay: STOP_MS, skip: [...STOP_SIGNALS] }, async ({ err }) => {
    if (err) process.stderr.write(`${maskTokens(err.stack ?? err.message)}\n`);
    await service.close();
  });
  let isStopping = false;
  for (const signal of STOP_SIGNALS)
    process.on(signal, () => {
      if (!isStopping) void close();
      isStopping = true;
    });
}

/** Somebody else writes now: neither requests under way nor the end of the process may. */
function endAtOnce(error: Error): void {
  process.stderr.write(`${error.message}\n`, () => process.exit(1));
}

import closeWithGrace from "close-with-grace";
import { type Config, ConfigError, readConfig } from "./config.ts";
import { maskTokens } from "./logging.ts";
import { readPolicyFile } from "./policy/read-policy-file.ts";
import { PolicyError, servicePolicy } from "./policy/service-policy.ts";
import { startService } from "./start-service.ts";
import { explainUnavailable, StoreUnavailableError } from "./store/errors.ts";
import { FolderInUseError } from "./store/lowdb/folder-lock.ts";

/** How long stopping may take before the process ends anyway, ms. */
const STOP_MS = 5_000;
/** Each stops the service once: from a terminal with npm in between a Ctrl-C comes twice. */
const STOP_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

try {
  await run(readConfig(process.env));
} catch (error) {
  if (!isForPeople(error)) throw error;
  const message = error instanceof StoreUnavailableError ? explainUnavailable(error) : error.message;
  process.stderr.write(`${maskTokens(message)}\n`);
  process.exitCode = 1;
}

async function run(config: Config): Promise<void> {
  const policy = servicePolicy(config.auth, await readPolicyFile(config.policyFile));
  const service = await startService({ ...config, policy, logger: { level: "info" } });
  process.stdout.write(`listening on ${service.url}\n`);
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

/** What the operator can put right: the message says all, a stack would hide it. */
function isForPeople(error: unknown): error is Error {
  if (error instanceof ConfigError || error instanceof PolicyError || error instanceof FolderInUseError)
    return true;
  if (error instanceof StoreUnavailableError) return true;
  return error instanceof Error && "syscall" in error && error.syscall === "listen";
}

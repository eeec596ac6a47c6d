import { execFile } from "node:child_process";
import { stripVTControlCharacters } from "node:util";

export type Environment = Readonly<Record<string, string | undefined>>;

/** One run of the opencode binary. */
export interface OpencodeRun {
  readonly path: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Environment;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

export interface OpencodeAnswer {
  /** Undefined when it was ended by a signal (time is up, aborted). */
  readonly exitCode: number | undefined;
  /** Without colours. */
  readonly stdout: string;
  readonly stderr: string;
}

/** What it needs for its own work; a workspace's plugins and configuration are not among it. */
const QUIET = { OPENCODE_PURE: "1", OPENCODE_DISABLE_PROJECT_CONFIG: "1", OPENCODE_DISABLE_AUTOUPDATE: "1" };
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

/**
 * Runs opencode without a shell, without the workspace's plugins and configuration, and gives its output, whatever
 * its exit code. Rejects when it cannot be started, or with the signal's reason.
 */
export function runOpencode({
  path,
  args,
  cwd,
  env,
  timeoutMs,
  signal,
}: OpencodeRun): Promise<OpencodeAnswer> {
  const options = {
    cwd,
    env: { ...env, ...QUIET },
    timeout: timeoutMs,
    maxBuffer: MAX_OUTPUT_BYTES,
    windowsHide: true,
  };
  return new Promise((resolve, reject) => {
    const child = execFile(
      path,
      [...args],
      { ...options, ...(signal ? { signal } : {}) },
      (error, stdout, stderr) => {
        if (signal?.aborted) return reject(signal.reason);
        if (error && typeof error.code === "string" && !child.pid) return reject(error);
        const exitCode = error ? (typeof error.code === "number" ? error.code : undefined) : 0;
        resolve({
          exitCode,
          stdout: stripVTControlCharacters(stdout),
          stderr: stripVTControlCharacters(stderr),
        });
      },
    );
    child.stdin?.end();
  });
}

import { runAdmin } from "./run.ts";

// Whoever reads the answer may have seen enough, such as `head`.
process.stdout.on("error", () => process.exit());

process.exitCode = await runAdmin(process.argv.slice(2), {
  env: process.env,
  stdout: (line) => void process.stdout.write(`${line}\n`),
  stderr: (line) => void process.stderr.write(`${line}\n`),
});

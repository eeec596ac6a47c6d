import { runAdmin } from "./run.ts";
import { StatusLine } from "./status-line.ts";

// Whoever reads the answer may have seen enough, such as `head`.
process.stdout.on("error", () => process.exit());

const { stderr } = process;
const status = new StatusLine({ isTerminal: stderr.isTTY, write: (text) => void stderr.write(text) });
process.exitCode = await runAdmin(process.argv.slice(2), {
  env: process.env,
  stdout: (line) => {
    status.clear();
    process.stdout.write(`${line}\n`);
  },
  stderr: (line) => {
    status.clear();
    stderr.write(`${line}\n`);
  },
  status: (text) => status.show(text),
});

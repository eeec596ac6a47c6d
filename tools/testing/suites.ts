import { globSync } from "node:fs";
import { join } from "node:path";
import { root } from "../root.ts";

/** What must be there before a suite can run; brought in this order. */
export const NEEDS = ["package", "build", "code-server", "chromium", "nginx", "proxies", "firefox"] as const;
export type Need = (typeof NEEDS)[number];

/** Suites of one lane run one after the other, beside those of the other: one editor or browser at a time, beside Node. */
export type Lane = "node" | "editor";

/** A set of tests that one program runs. */
export interface Suite {
  readonly name: string;
  readonly lane: Lane;
  readonly needs: readonly Need[];
  readonly reporter: "dot" | "spec";
  /** The files to give to mocha; undefined: `vscode-test` finds its own. */
  readonly files: (() => readonly string[]) | undefined;
  /** Runs only when it is named. */
  readonly isOnDemand?: boolean;
  /** Its files are those of another suite, which run in another way. */
  readonly repeats?: string;
}

const UNIT_FOLDERS =
  "{primitives,protocol,redaction,client,engine,extension,service,viewer,fixtures,tools,bench}";
const isBrowserTest = (path: string) => path.endsWith(".browser.test.ts");
/** Tests that start the service or other programs: real, and slower than what runs in one process. */
const isProcessTest = (path: string) => path.endsWith(".process.test.ts");
/** Attacks on the service; each is a test beside what it attacks. */
const isSecurityTest = (path: string) => path.endsWith(".security.test.ts");
const pageTests = () => find("{viewer,service}/**/*.test.ts").filter(isBrowserTest);
const nodeTests = () => find(`${UNIT_FOLDERS}/**/*.test.ts`).filter((path) => !isBrowserTest(path));

/** All suites, the quickest first. */
export const suites: readonly Suite[] = [
  {
    name: "unit",
    lane: "node",
    needs: [],
    reporter: "dot",
    files: () => nodeTests().filter((path) => !isProcessTest(path) && !isSecurityTest(path)),
  },
  {
    name: "security",
    lane: "node",
    needs: [],
    reporter: "dot",
    files: () => nodeTests().filter(isSecurityTest),
  },
  {
    name: "process",
    lane: "node",
    needs: ["build"],
    reporter: "dot",
    files: () => nodeTests().filter(isProcessTest),
  },
  {
    name: "nginx",
    lane: "node",
    needs: ["build", "nginx"],
    reporter: "dot",
    files: () => find("test/**/*.nginx.ts"),
  },
  {
    name: "browser",
    lane: "editor",
    needs: ["chromium"],
    reporter: "spec",
    files: pageTests,
  },
  {
    name: "host",
    lane: "editor",
    needs: ["build", "code-server", "chromium"],
    reporter: "spec",
    files: undefined,
  },
  {
    name: "e2e",
    lane: "editor",
    needs: ["package", "build", "code-server", "chromium"],
    reporter: "spec",
    files: () => find("test/**/*.e2e.ts"),
  },
  {
    name: "clients",
    lane: "editor",
    needs: ["package", "build", "code-server", "chromium"],
    reporter: "spec",
    files: () => find("test/**/*.clients.ts"),
    isOnDemand: true,
  },
  {
    name: "faults",
    lane: "editor",
    needs: [],
    reporter: "dot",
    files: () => find("service/**/*.faults.ts"),
    isOnDemand: true,
  },
  {
    name: "firefox",
    lane: "editor",
    needs: ["firefox"],
    reporter: "spec",
    files: pageTests,
    isOnDemand: true,
    repeats: "browser",
  },
  {
    name: "proxies",
    lane: "node",
    needs: ["build", "proxies"],
    reporter: "spec",
    files: () => find("test/**/*.proxies.ts"),
    isOnDemand: true,
  },
];

function find(pattern: string): string[] {
  return globSync(pattern, { cwd: root })
    .map((path) => join(root, path))
    .sort();
}

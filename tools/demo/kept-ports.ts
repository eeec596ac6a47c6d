import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";

type PortName = "service" | "vscode";

/** The ports of the last start: links, and what a browser remembers of VS Code, hold for one address only. */
export class KeptPorts {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** The port of the last start. */
  last(name: PortName): number | undefined {
    return this.#read()[name];
  }

  /** The same when it is free, else the usual one when that is; 0: any. */
  async choose(name: PortName, usual = 0): Promise<number> {
    for (const port of [this.last(name), usual]) if (port && (await isFree(port))) return port;
    return 0;
  }

  /** Remembers a port for the next start. */
  keep(name: PortName, url: string): void {
    const ports = { ...this.#read(), [name]: Number(new URL(url).port) };
    writeFileSync(this.#file, JSON.stringify(ports));
  }

  #read(): Partial<Record<PortName, number>> {
    try {
      return JSON.parse(readFileSync(this.#file, "utf8")) as Partial<Record<PortName, number>>;
    } catch {
      return {};
    }
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

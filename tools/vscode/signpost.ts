import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Shows the way to servers of this machine. */
export interface Signpost {
  /** What code-server takes as `VSCODE_PROXY_URI`. */
  readonly template: string;
  close(): void;
}

/**
 * Where a browser goes that shall open a server of the machine on which VS Code runs: code-server leads it to a proxy on
 * its own origin, where a server that has addresses and cookies of its own does not work. From here it goes on to the
 * server itself.
 */
export async function startSignpost(): Promise<Signpost> {
  const server = createServer(pointOn).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { template: `http://127.0.0.1:${port}/{{port}}/`, close };
}

/** `/4747/share/…` → `http://127.0.0.1:4747/share/…`; nothing leads to another machine. */
function pointOn({ url = "" }: IncomingMessage, response: ServerResponse): void {
  const [, port, rest = ""] = /^\/(\d{1,5})(\/.*)?$/.exec(url) ?? [];
  if (port === undefined) response.writeHead(404).end();
  else response.writeHead(307, { location: `http://127.0.0.1:${port}${rest}` }).end();
}

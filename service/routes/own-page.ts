import type { FastifyRequest } from "fastify";

/** What this machine is called by itself, as browsers write it. */
const loopbackNames: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Whether the page that sends a request is the service's own, as far as its `origin` header says. */
export function isOwnPage({ headers }: FastifyRequest, publicUrl: string): boolean {
  const { origin, host } = headers;
  const own = new URL(publicUrl);
  if (origin === own.origin) return true;
  return isLoopbackTwin(origin, own) && new URL(origin).host === host;
}

/**
 * A service on loopback is also opened by the machine's other names, and then page and request go by the same one. Scheme
 * and port are still the service's: anything may listen at the next port.
 */
function isLoopbackTwin(origin: string | undefined, own: URL): origin is string {
  if (origin === undefined || !loopbackNames.has(own.hostname) || !URL.canParse(origin)) return false;
  const page = new URL(origin);
  return (
    page.origin === origin &&
    loopbackNames.has(page.hostname) &&
    page.protocol === own.protocol &&
    page.port === own.port
  );
}

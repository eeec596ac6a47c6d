import type { FastifyRequest } from "fastify";

/** Whether the page that sends a request is the service's own, as far as its `origin` header says. */
export function isOwnPage({ headers }: FastifyRequest, publicUrl: string): boolean {
  const origin = URL.canParse(headers.origin ?? "") ? new URL(headers.origin ?? "") : undefined;
  if (!origin) return false;
  return origin.origin === new URL(publicUrl).origin || origin.host === headers.host;
}

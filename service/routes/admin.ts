import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { adminRoutes } from "../../protocol/admin.ts";
import { NDJSON } from "../../protocol/snapshot.ts";
import { declared } from "./enforce-access.ts";
import type { RouteDeps } from "./route-deps.ts";

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/** Text of the audit that is sent at once, in characters. What a verification finds is sent as it is found. */
const CHUNK_LENGTH = 64 * 1024;

/** What admins may do, under /api/admin. */
export function adminApiRoutes(app: FastifyInstance, { administration: admin }: RouteDeps): void {
  const routes = adminRoutes;
  const handlers: Record<keyof typeof adminRoutes, Handler> = {
    adminListShares: ({ caller, query }) =>
      admin.listShares(caller, routes.adminListShares.query.parse(query)),
    adminShowShare: (request) => admin.showShare(request.caller, param(request, "share")),
    adminRevokeShare: (request) => admin.revokeShare(request.caller, param(request, "share")),
    adminUsage: ({ caller, query }) => admin.usage(caller, routes.adminUsage.query.parse(query).org),
    adminAudit: async ({ caller, query }, reply) =>
      sendLines(reply, await admin.readAudit(caller, routes.adminAudit.query.parse(query)), CHUNK_LENGTH),
    adminListUsers: async ({ caller }) => ({ users: await admin.listUsers(caller) }),
    adminRemoveUser: ({ caller, query }) =>
      admin.removeUser(caller, routes.adminRemoveUser.query.parse(query)),
    adminListTokens: async ({ caller, query }) => ({
      tokens: await admin.listTokens(caller, routes.adminListTokens.query.parse(query)),
    }),
    adminCreateToken: ({ caller, body }) =>
      admin.createToken(caller, routes.adminCreateToken.request.parse(body)),
    adminRevokeToken: (request) => admin.revokeToken(request.caller, param(request, "id")),
    adminPurge: ({ caller }) => admin.purge(caller),
    adminListDamage: ({ caller }) => admin.listDamage(caller),
    adminAcceptDamage: (request) => admin.acceptDamage(request.caller, param(request, "name")),
    adminVerify: async ({ caller }, reply) => sendLines(reply, await admin.verify(caller), 0),
  };
  for (const name of Object.keys(adminRoutes) as (keyof typeof adminRoutes)[]) {
    app.route({
      ...declared(routes[name]),
      exposeHeadRoute: false,
      handler: (request, reply) => handlers[name](request, reply.code(routes[name].status)),
    });
  }
}

function param(request: FastifyRequest, name: string): string {
  return (request.params as Readonly<Record<string, string>>)[name] ?? "";
}

function sendLines(reply: FastifyReply, records: AsyncIterable<unknown>, atOnce: number): FastifyReply {
  return reply.type(NDJSON).send(Readable.from(lines(records, atOnce), { objectMode: false }));
}

async function* lines(records: AsyncIterable<unknown>, atOnce: number): AsyncIterable<string> {
  let text = "";
  for await (const record of records) {
    text += `${JSON.stringify(record)}\n`;
    if (text.length < atOnce) continue;
    yield text;
    text = "";
  }
  if (text !== "") yield text;
}

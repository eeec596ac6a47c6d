import type { StaticDocumentSpec } from "@fastify/swagger";
import * as z from "zod";
import { adminRoutes } from "../../protocol/admin.ts";
import { type ErrorCode, errorResponseSchema, errorStatus } from "../../protocol/errors.ts";
import { routes } from "../../protocol/routes.ts";
import { TICKET_HEADER } from "../../protocol/share.ts";
import { NDJSON } from "../../protocol/snapshot.ts";
import { PROTOCOL_HEADER, PROTOCOL_PARAMETER, PROTOCOL_VERSION } from "../../protocol/version.ts";
import { SESSION_COOKIE } from "./cookies.ts";

const allRoutes = { ...routes, ...adminRoutes };
type Route = (typeof allRoutes)[keyof typeof allRoutes];

/** Describes every route of the protocol as OpenAPI 3.1. @param basePath what stands before every path; "": nothing */
export function openApiDocument(version: string, basePath = ""): StaticDocumentSpec["document"] {
  const paths: Record<string, Record<string, object>> = {};
  for (const [operationId, route] of Object.entries(allRoutes)) {
    const path = route.path.replace(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(operationId, route) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "opencode-share",
      version,
      description:
        "Shares AI coding sessions through a link. The link reads, for those whom the audience names; the owner secret, or who created the share, writes and deletes.",
    },
    servers: [{ url: basePath || "/" }],
    paths,
    components: {
      securitySchemes: {
        ownerSecret: { type: "http", scheme: "bearer", description: "The share's owner secret" },
        user: { type: "http", scheme: "bearer", description: "A personal token, or a token of the provider" },
        session: {
          type: "apiKey",
          in: "cookie",
          name: SESSION_COOKIE,
          description:
            "Of a browser that signed in. Over https without a base path its name begins with __Host-",
        },
        ticket: { type: "apiKey", in: "header", name: TICKET_HEADER },
      },
      schemas: { Error: jsonSchema(errorResponseSchema, "output") },
    },
  } as StaticDocumentSpec["document"];
}

function operation(operationId: string, route: Route): object {
  return {
    operationId,
    summary: route.summary,
    ...securityOf(route),
    parameters: parametersOf(route),
    ...("request" in route
      ? { requestBody: { required: true, ...body(jsonSchema(route.request, "input")) } }
      : {}),
    responses: {
      [route.status]: {
        description: route.summary,
        ...("response" in route ? body(jsonSchema(route.response, "output")) : {}),
        ...("lines" in route ? body(jsonSchema(route.lines, "output"), NDJSON) : {}),
      },
      ...errorResponses([...route.errors, ...errorsOfVersion(route)]),
    },
  };
}

/** What is refused because one side is older than the other. */
function errorsOfVersion(route: Route): readonly ErrorCode[] {
  return [
    ...("request" in route && "requires" in route.request.shape ? (["unsupported"] as const) : []),
    ...(tellsVersion(route) ? (["upgrade_required"] as const) : []),
  ];
}

const tellsVersion = ({ path }: Route) => path.startsWith("/api/") && path !== routes.policy.path;

/** What a route takes as proof; each of the list by itself. */
function securityOf({ access }: Route): object {
  const proofs = {
    anyone: [],
    reader: [{}, { user: [] }, { session: [] }, { ticket: [] }, { ownerSecret: [] }],
    owner: [{ ownerSecret: [] }, { user: [] }, { session: [] }],
    manager: [{ ownerSecret: [] }, { user: [] }, { session: [] }],
    user: [{}, { user: [] }, { session: [] }],
    orgAdmin: [{ user: [] }, { session: [] }],
    admin: [{ user: [] }, { session: [] }],
  }[access];
  return proofs.length > 0 ? { security: proofs } : {};
}

function parametersOf(route: Route): object[] {
  const inPath = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
    description: describeParameter(route.path, name),
  }));
  const version = {
    name: route === routes.followShare ? PROTOCOL_PARAMETER : PROTOCOL_HEADER,
    in: route === routes.followShare ? "query" : "header",
    schema: { type: "integer", minimum: 0 },
    description: `The version of the protocol that the client speaks, such as ${PROTOCOL_VERSION}; one that tells none speaks the first`,
  };
  return [
    ...inPath,
    ...(tellsVersion(route) ? [version] : []),
    ...("query" in route ? queryParameters(route.query) : []),
  ];
}

function describeParameter(path: string, name: string | undefined): string {
  if (name === "share") return "A share's reference or id";
  return path.startsWith("/api/admin/tokens/") ? "A token's id, as the list has it" : "Share id";
}

function queryParameters(query: z.ZodObject): object[] {
  return Object.entries(query.shape).map(([name, schema]) => {
    const { description, ...rest } = jsonSchema(schema, "output") as { description?: string };
    const required = !schema.safeParse(undefined).success;
    return { name, in: "query", required, schema: rest, ...(description ? { description } : {}) };
  });
}

function errorResponses(codes: readonly ErrorCode[]): Record<string, object> {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes)
    byStatus.set(errorStatus[code], [...(byStatus.get(errorStatus[code]) ?? []), code]);
  const error = body({ $ref: "#/components/schemas/Error" });
  return Object.fromEntries(
    [...byStatus].map(([status, names]) => [String(status), { description: names.join(" or "), ...error }]),
  );
}

const body = (schema: object, mediaType = "application/json") => ({ content: { [mediaType]: { schema } } });

function jsonSchema(schema: z.ZodType, io: "input" | "output"): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
}

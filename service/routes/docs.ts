import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance } from "fastify";
import { basePathOf } from "./base-path.ts";
import { openApiDocument } from "./openapi.ts";
import type { RouteDeps } from "./route-deps.ts";

/** The reference's own script styles its elements, so its policy is looser than that of shares; it shows none. */
const contentSecurityPolicy = {
  "default-src": "'none'",
  "script-src": "'self'",
  "style-src": "'self' 'unsafe-inline'",
  "img-src": "'self' data:",
  "font-src": "'self' data:",
  "connect-src": "'self'",
  "base-uri": "'none'",
  "form-action": "'none'",
  "frame-ancestors": "'none'",
};

const LOGO = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 150 40"><text y="27" fill="#fff" font-family="sans-serif" font-size="18">opencode-share</text></svg>',
);

/** Where the reference is. */
export const DOCS_PATH = "/docs";

/** The HTTP API's reference at /docs, and as OpenAPI at /docs/json. */
export async function docsRoutes(app: FastifyInstance, { version, publicUrl }: RouteDeps): Promise<void> {
  const basePath = basePathOf(publicUrl());
  const document = openApiDocument(version, basePath);
  await app.register(swagger, { mode: "static", specification: { document } });
  await app.register(swaggerUi, {
    routePrefix: DOCS_PATH,
    indexPrefix: basePath,
    staticCSP: contentSecurityPolicy,
    theme: { title: "opencode-share: HTTP API" },
    logo: { type: "image/svg+xml", content: LOGO },
  });
}

import type { FastifyInstance, FastifyRequest } from "fastify";
import type { adminRoutes } from "../../protocol/admin.ts";
import type { RouteAccess } from "../../protocol/routes.ts";
import { assertAdmin, scopeOf } from "../admin/scope.ts";
import { Refusal } from "../errors/refusal.ts";
import type { ShareMeta } from "../store/store.ts";
import { shareIdOf } from "./caller.ts";
import type { RouteDeps } from "./route-deps.ts";

/** Whom a route serves, as it declares; `operator`: admins where people are known, otherwise whoever reaches the service. */
export type Access = RouteAccess | (typeof adminRoutes)[keyof typeof adminRoutes]["access"] | "operator";

/** A row of a table of routes, as Fastify takes it: where the route is, and whom it serves. */
export const declared = <M extends string>({ method, path, access }: Row<M>) => ({
  method,
  url: path,
  config: { access },
});

interface Row<M extends string> {
  readonly method: M;
  readonly path: string;
  readonly access: Access;
}

/** What a route declares that serves whoever comes. */
export const ANYONE = { access: "anyone" } as const;

declare module "fastify" {
  interface FastifyContextConfig {
    /** Declared by every route. */
    access?: Access;
  }
  interface FastifyRequest {
    /** The share that the request is about; set where the route serves its owner. */
    ownedShare: ShareMeta | undefined;
  }
}

type AccessDeps = Pick<RouteDeps, "shares" | "policy">;

/**
 * Turns away whom a route does not serve, before a body is read, by what the route declares; what it does then asks the
 * rules once more, as things are at that moment. To be added after the caller is known and before the routes: a route
 * that declares nothing, or nothing that can be enforced, is an error at the start.
 * @param open the paths below which third-party routes serve anyone
 */
export function enforceAccess(app: FastifyInstance, deps: AccessDeps, open: readonly string[]): void {
  const enforce = enforcers(deps);
  app.decorateRequest("ownedShare", undefined);
  app.addHook("onRoute", (route) => {
    const isOpen = open.some((path) => route.url === path || route.url.startsWith(`${path}/`));
    const access = route.config?.access ?? (isOpen ? "anyone" : undefined);
    if (access === undefined || !(access in enforce))
      throw new Error(`The route ${route.url} does not say whom it serves.`);
    route.config = { ...route.config, access };
  });
  app.addHook("onRequest", async (request) => {
    const { access } = request.routeOptions.config;
    if (access !== undefined) await enforce[access](request);
  });
}

/** The share that a request is about whose route serves its owner. */
export function ownedShareOf({ ownedShare }: FastifyRequest): ShareMeta {
  if (!ownedShare) throw new Error("The route does not serve owners.");
  return ownedShare;
}

/** What each kind of access takes; each throws what its rule throws. */
function enforcers({ shares, policy }: AccessDeps): Record<Access, (request: FastifyRequest) => unknown> {
  const knowsPeople = policy.public.auth !== "none";
  return {
    anyone: () => {},
    // Whom a share's audience names is the share's own rule, which also says what opens it.
    reader: () => {},
    user: ({ caller }) => {
      if (knowsPeople && !caller.user) throw new Refusal("signInRequired");
    },
    owner: async (request) => {
      request.ownedShare = await shares.authorize(request.caller, shareIdOf(request));
    },
    manager: (request) => shares.assertMayRevoke(request.caller, shareIdOf(request)),
    orgAdmin: ({ caller }) => scopeOf(caller),
    admin: ({ caller }) => assertAdmin(caller),
    operator: ({ caller }) => {
      if (knowsPeople) assertAdmin(caller);
    },
  };
}

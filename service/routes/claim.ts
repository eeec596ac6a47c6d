import type { FastifyRequest } from "fastify";
import { tokenSchema } from "../../protocol/share.ts";
import type { OwnerClaim } from "../shares/shares.ts";
import { ShareUnknownError } from "../store/errors.ts";

/**
 * The share id in a request's path.
 * @throws ShareUnknownError for what cannot be an id
 */
export function shareIdOf(request: FastifyRequest): string {
  const shareId = tokenSchema.safeParse((request.params as { id?: unknown }).id);
  if (!shareId.success) throw new ShareUnknownError();
  return shareId.data;
}

/** The share in a request's path, and the owner secret from its `authorization: Bearer …`. */
export function claimOf(request: FastifyRequest): OwnerClaim {
  const secret = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
  return { shareId: shareIdOf(request), secret };
}

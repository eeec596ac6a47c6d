import * as z from "zod";

/** How a service knows people: not at all, by personal API tokens, or through an OpenID Connect provider. */
export const authModeSchema = z.enum(["none", "token", "oidc"]);
export type AuthMode = z.infer<typeof authModeSchema>;

/** What somebody may do beside their own: nothing, manage their organisation's shares, or manage the service. */
export const roleSchema = z.enum(["member", "orgAdmin", "admin"]);
export type Role = z.infer<typeof roleSchema>;

/** Somebody who is signed in. */
export const userSchema = z.object({
  id: z.string().min(1).max(200).describe("The provider's subject, or the name an admin gave; never reused"),
  name: z.string().max(200).optional(),
  email: z.string().max(320).optional(),
  org: z.string().min(1).max(200).describe("The organisation; nothing but links crosses its border"),
  groups: z.array(z.string().max(200)).max(500).readonly(),
  role: roleSchema,
});
export type User = z.infer<typeof userSchema>;

/** Who the service takes a request's sender for. */
export const meResponseSchema = z.object({ user: userSchema.nullable().describe("null: not signed in") });
export type MeResponse = z.infer<typeof meResponseSchema>;

/** What a personal API token begins with; the rest are 32 random bytes, base64url. */
export const PERSONAL_TOKEN_PREFIX = "ocs_pat_";

/** What the key begins with by which the admin's command line uses a running service; the rest are 32 random bytes, base64url. */
export const ADMIN_KEY_PREFIX = "ocs_adm_";

/**
 * What an `authorization: Bearer …` holds, told by its form alone so that the four cannot be confused: a share's owner
 * secret (43 characters), a personal token or an admin key (its prefix and 43 characters), or a JSON Web Token (two dots,
 * RFC 7519).
 */
export type Bearer =
  | { readonly kind: "secret"; readonly secret: string }
  | { readonly kind: "personal"; readonly token: string }
  | { readonly kind: "adminKey"; readonly key: string }
  | { readonly kind: "jwt"; readonly jwt: string };

/** Reads an authorization header; undefined when it holds none of these forms. */
export function parseBearer(authorization: string | undefined): Bearer | undefined {
  const text = /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
  if (text === undefined) return undefined;
  if (/^[A-Za-z0-9_-]{43}$/.test(text)) return { kind: "secret", secret: text };
  if (personalTokenSchema.safeParse(text).success) return { kind: "personal", token: text };
  if (adminKeySchema.safeParse(text).success) return { kind: "adminKey", key: text };
  if (/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*$/.test(text)) return { kind: "jwt", jwt: text };
  return undefined;
}

export const personalTokenSchema = z
  .string()
  .regex(new RegExp(`^${PERSONAL_TOKEN_PREFIX}[A-Za-z0-9_-]{43}$`), "not a personal token");
export const adminKeySchema = z
  .string()
  .regex(new RegExp(`^${ADMIN_KEY_PREFIX}[A-Za-z0-9_-]{43}$`), "not an admin key");

/** The OpenID Connect provider that knows people, and what its claims mean here. */
export interface OidcConfig {
  readonly issuer: string;
  readonly clientId: string;
  /** Undefined: a public client, which has PKCE alone. */
  readonly clientSecret: string | undefined;
  /** What is asked of the provider, separated by spaces; `openid` among it. */
  readonly scope: string;
  readonly orgClaim: string;
  readonly groupsClaim: string;
  /** Who belongs to this group manages the service; undefined: nobody does. */
  readonly adminGroup: string | undefined;
  /** Who belongs to this group manages what their own organisation shares. */
  readonly orgAdminGroup: string | undefined;
}

import * as client from "openid-client";
import type { Claims } from "./claim-names.ts";

/** What the userinfo endpoint has said of somebody, or why it has said nothing. */
export interface AskedUserInfo {
  readonly claims?: Claims;
  /** A predicate for people, such as `answers with status 401`. */
  readonly failure?: string;
}

/** Asks the provider what it says of somebody beside their ID token. It is a help and never a condition: nothing is thrown. */
export async function askUserInfo(
  configuration: client.Configuration,
  accessToken: string,
  { sub }: Claims,
): Promise<AskedUserInfo> {
  if (configuration.serverMetadata().userinfo_endpoint === undefined) return {};
  try {
    return { claims: await client.fetchUserInfo(configuration, accessToken, String(sub)) };
  } catch (error) {
    return { failure: failureOf(error) };
  }
}

function failureOf(error: unknown): string {
  const { cause, code } = error as { readonly cause?: unknown; readonly code?: unknown };
  const response = [error, cause].map((of) => Object(of).status).find((status) => typeof status === "number");
  if (response !== undefined && response !== 200) return `answers with status ${response}`;
  if (code === "OAUTH_TIMEOUT") return "does not answer in time";
  if (code === "OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED") return "speaks of somebody else";
  if (code === undefined || code === "OAUTH_REQUEST_FAILED") return "cannot be reached";
  return "answers what cannot be used (a JWT signed in an unusual way, or no JSON)";
}

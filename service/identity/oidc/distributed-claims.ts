import { decodeJwt } from "jose";
import { type Claims, claimAt } from "./claim-names.ts";
import type { ClaimSource } from "./groups.ts";

const TIMEOUT_MS = 5_000;
const MAX_ANSWER_BYTES = 1024 * 1024;
/** Entra ID still names its former directory service, which has been shut down; this one answers the same question. */
const MICROSOFT_GRAPH = "https://graph.microsoft.com/v1.0/me/getMemberObjects";

export interface ElsewhereAsked {
  readonly issuer: string;
  /** Of the sign-in. */
  readonly accessToken: string;
  readonly source: Partial<ClaimSource>;
  /** Of the claim that is asked for. */
  readonly path: string;
}

/**
 * Asks for a claim where the provider's token says that it is kept: by OpenID Connect Core 5.6.2, or as Entra ID wants it
 * asked. Undefined when it does not come; nothing is thrown.
 */
export async function claimElsewhere(asked: ElsewhereAsked): Promise<unknown> {
  const question = questionOf(asked);
  if (!question) return undefined;
  try {
    const response = await fetch(question.url, {
      ...question.init,
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = response.ok ? await boundedText(response) : undefined;
    return text === undefined ? undefined : question.read(parse(text));
  } catch {
    return undefined;
  }
}

interface Question {
  readonly url: URL;
  readonly init: RequestInit;
  readonly read: (answer: Claims) => unknown;
}

function questionOf({ issuer, accessToken, source, path }: ElsewhereAsked): Question | undefined {
  if (source.endpoint === undefined || !URL.canParse(source.endpoint)) return undefined;
  const named = new URL(source.endpoint);
  const isMicrosoft = ["graph.windows.net", "graph.microsoft.com"].includes(named.hostname);
  const url = isMicrosoft ? new URL(MICROSOFT_GRAPH) : named;
  const isProviders = url.origin === new URL(issuer).origin;
  if (url.protocol !== "https:" && !isProviders) return undefined;
  // The sign-in's own token goes to the provider alone; others bring the token that is meant for them.
  const token = isMicrosoft || isProviders ? (source.accessToken ?? accessToken) : source.accessToken;
  if (token === undefined) return undefined;
  const headers = { authorization: `Bearer ${token}`, accept: "application/json, application/jwt" };
  if (!url.pathname.endsWith("/getMemberObjects"))
    return { url, init: { headers }, read: (answer) => claimAt(answer, path) };
  return {
    url,
    init: {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify({ securityEnabledOnly: false }),
    },
    read: ({ value }) => value,
  };
}

async function boundedText(response: Response): Promise<string | undefined> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.length;
    if (bytes > MAX_ANSWER_BYTES) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}

/** The answer comes over TLS from where the provider's signed token says, so a JWT's own signature adds nothing. */
function parse(text: string): Claims {
  return (text.startsWith("{") ? JSON.parse(text) : decodeJwt(text)) as Claims;
}

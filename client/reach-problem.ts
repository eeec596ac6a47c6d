/** What stands between a client and its service, as far as that can be told. */
export type ReachProblem =
  | { readonly kind: "timeout" | "unreachable" | "unknownName" | "nobodyListens" | "cut" | "proxySignIn" }
  | { readonly kind: "certificate"; readonly why: "untrusted" | "outOfDate" | "otherName" }
  /** The service's own address, said by a redirect: nothing was sent there. */
  | { readonly kind: "moved"; readonly to: string }
  /** A redirect to something else; its origin, where that can be seen. */
  | { readonly kind: "ledElsewhere"; readonly to: string | undefined }
  /** Whatever answered is no service. */
  | { readonly kind: "webPage" | "notService" }
  | { readonly kind: "other"; readonly why: string };

/** Codes of Node's sockets, resolver and TLS, and of undici: https://nodejs.org/api/errors.html, node/deps/undici. */
const KINDS: Readonly<Record<string, ReachProblem>> = {
  ENOTFOUND: { kind: "unknownName" },
  EAI_AGAIN: { kind: "unknownName" },
  ECONNREFUSED: { kind: "nobodyListens" },
  ECONNRESET: { kind: "cut" },
  EPIPE: { kind: "cut" },
  UND_ERR_SOCKET: { kind: "cut" },
  ETIMEDOUT: { kind: "timeout" },
  UND_ERR_CONNECT_TIMEOUT: { kind: "timeout" },
  UND_ERR_HEADERS_TIMEOUT: { kind: "timeout" },
  UND_ERR_BODY_TIMEOUT: { kind: "timeout" },
  CERT_HAS_EXPIRED: { kind: "certificate", why: "outOfDate" },
  CERT_NOT_YET_VALID: { kind: "certificate", why: "outOfDate" },
  ERR_TLS_CERT_ALTNAME_INVALID: { kind: "certificate", why: "otherName" },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: { kind: "certificate", why: "untrusted" },
  UNABLE_TO_GET_ISSUER_CERT: { kind: "certificate", why: "untrusted" },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: { kind: "certificate", why: "untrusted" },
  SELF_SIGNED_CERT_IN_CHAIN: { kind: "certificate", why: "untrusted" },
  DEPTH_ZERO_SELF_SIGNED_CERT: { kind: "certificate", why: "untrusted" },
  CERT_UNTRUSTED: { kind: "certificate", why: "untrusted" },
  CERT_SIGNATURE_FAILURE: { kind: "certificate", why: "untrusted" },
};
/** What undici says of a 407 where a tunnel was asked for; of any other it says nothing. */
const PROXY_SIGN_IN = /proxy response \(407\)/i;
/** Several addresses of one name were tried, and each failed for a reason of its own. */
const isOfSeveral = (error: Error): error is AggregateError => error instanceof AggregateError;

/** What kept a request from being answered. Browsers do not tell. */
export function reachProblemOf(error: unknown): ReachProblem {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = "code" in cause && typeof cause.code === "string" ? cause.code : "";
    if (Object.hasOwn(KINDS, code)) return KINDS[code] ?? { kind: "unreachable" };
    if (PROXY_SIGN_IN.test(cause.message)) return { kind: "proxySignIn" };
    if (isOfSeveral(cause)) return reachProblemOf(cause.errors[0]);
  }
  return { kind: "unreachable" };
}

/**
 * Where a redirect leads. The service has moved when the same route is behind another address; what else leads away is
 * something before the service, which as a rule asks for a sign-in.
 * @param asked what was asked for; `routePath` is its end, with the query
 */
export function redirectProblem(
  response: Response,
  asked: { readonly serviceUrl: string; readonly routePath: string },
): ReachProblem | undefined {
  if (response.type === "opaqueredirect") return { kind: "ledElsewhere", to: undefined };
  if (![301, 302, 303, 307, 308].includes(response.status)) return undefined;
  const location = response.headers.get("location") ?? "";
  const askedUrl = asked.serviceUrl + asked.routePath;
  if (!URL.canParse(location, askedUrl)) return { kind: "ledElsewhere", to: undefined };
  const { href, origin, protocol } = new URL(location, askedUrl);
  const isSafe = protocol === "https:" || (protocol === "http:" && asked.serviceUrl.startsWith("http:"));
  const to = href.endsWith(asked.routePath) ? href.slice(0, -asked.routePath.length) : undefined;
  if (to !== undefined && isSafe && to !== asked.serviceUrl) return { kind: "moved", to };
  return { kind: "ledElsewhere", to: origin === "null" ? undefined : origin };
}

export const isWebPage = (response: Response): boolean =>
  /^(?:text\/html|application\/xhtml\+xml)\b/i.test(response.headers.get("content-type") ?? "");

const CERTIFICATES = {
  untrusted:
    "its certificate is not trusted on this computer. Add the authority that issued it to the system's certificates, which VS Code reads while “http.systemCertificates” is on, or name its file in NODE_EXTRA_CA_CERTS before VS Code starts",
  outOfDate:
    "its certificate has expired, or is not valid yet. Check this computer's clock, or tell whoever runs the service",
  otherName: "its certificate is for another name. Check the address",
} as const;

/** The problem as the rest of a sentence that begins with the service's address, with what to do. */
export function describeReachProblem(problem: ReachProblem): string {
  switch (problem.kind) {
    case "timeout":
      return "no answer in time";
    case "unreachable":
      return "the service cannot be reached";
    case "unknownName":
      return "the service cannot be reached: its name is not known here. Check the address, and whether it needs a VPN";
    case "nobodyListens":
      return "the service cannot be reached: nothing answers at this address. Check the address, and whether it runs";
    case "cut":
      return "the service cannot be reached: the connection was cut";
    case "proxySignIn":
      return "a proxy asks for a sign-in. VS Code's settings “http.proxy” and “http.proxyAuthorization” say with what";
    case "certificate":
      return CERTIFICATES[problem.why];
    case "moved":
      return `the service has moved to ${problem.to}. Use that address`;
    case "ledElsewhere":
      return `something before the service leads ${problem.to ? `on to ${problem.to}` : "elsewhere"}, as a proxy does that asks for a sign-in. Open the address in a browser to see what it wants`;
    case "webPage":
      return "a web page answered: not that of an opencode-share service, but of a proxy that asks for a sign-in, or of another server. Open the address in a browser to see which";
    case "notService":
      return "the answer is not that of an opencode-share service";
    case "other":
      return problem.why;
    default:
      return problem satisfies never;
  }
}

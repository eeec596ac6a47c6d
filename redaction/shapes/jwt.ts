import { isPublishedExample } from "../values/published-examples.ts";
import type { Detector } from "./found.ts";
import { startsToken } from "./token-start.ts";

const JWT = /eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{4,16000}(?:\.[A-Za-z0-9_-]{0,16000}){1,3}/y;

/** Signed and encrypted JSON Web Tokens: their first part is JSON that names an algorithm. */
export const jsonWebTokens: Detector = {
  literals: ["eyj"],
  look(text, start) {
    if (!startsToken(text, start) || /[-_]/.test(text[start - 1] ?? "")) return undefined;
    JWT.lastIndex = start;
    const token = JWT.exec(text)?.[0];
    if (token === undefined || !namesAlgorithm(token) || isPublishedExample(token)) return undefined;
    return [{ kind: "json-web-token", start, end: start + token.length, rank: 3 }];
  },
};

function namesAlgorithm(token: string): boolean {
  const header = Buffer.from(token.slice(0, token.indexOf(".")), "base64url").toString("utf8");
  return /"(?:alg|enc|typ|kid)"\s{0,4}:/.test(header);
}

import type * as z from "zod";
import { adminRoutes } from "../../../protocol/admin.ts";
import { readError } from "../../../protocol/errors.ts";

/** A request to the admin API, as far as it differs from one to another. */
export interface AdminRequest {
  readonly method: "GET" | "POST" | "DELETE";
  /** Path and query. */
  readonly url: string;
  readonly body?: object;
}

export interface AdminResponse {
  readonly status: number;
  readonly body: AsyncIterable<Uint8Array>;
}

/** Brings a request to a service: to one that runs, or to one in this process. */
export type Send = (request: AdminRequest) => Promise<AdminResponse>;

/** The service has refused; the message is its own, for people. */
export class RefusedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "RefusedError";
  }
}

type Routes = typeof adminRoutes;
type Name = keyof Routes;
type Answer<N extends Name> = Routes[N] extends { readonly response: infer S extends z.ZodType }
  ? z.output<S>
  : undefined;

export interface Asked {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: object;
}

/** The admin API, wherever it is. Every method throws RefusedError. */
export class AdminClient {
  readonly #send: Send;

  constructor(send: Send) {
    this.#send = send;
  }

  async call<N extends Name>(name: N, asked: Asked = {}): Promise<Answer<N>> {
    const { body } = await this.#ask(name, asked);
    const text = await textOf(body);
    const route: Routes[Name] = adminRoutes[name];
    return ("response" in route ? route.response.parse(JSON.parse(text)) : undefined) as Answer<N>;
  }

  /** The lines of an answer that is NDJSON, as they come. */
  async *lines(name: "adminAudit" | "adminVerify", asked: Asked = {}): AsyncIterable<string> {
    const { body } = await this.#ask(name, asked);
    const decoder = new TextDecoder();
    let rest = "";
    for await (const bytes of body) {
      const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      yield* lines;
    }
    if (rest !== "") throw new RefusedError("The answer ended too early. The service's log says more.");
  }

  async #ask(name: Name, { params = {}, query = {}, body }: Asked): Promise<AdminResponse> {
    const { method, path } = adminRoutes[name];
    const response = await this.#send({
      method,
      url:
        path.replace(/:(\w+)/g, (_, param: string) => encodeURIComponent(params[param] ?? "")) + inUrl(query),
      ...(body === undefined ? {} : { body }),
    });
    if (response.status < 400) return response;
    const said = readError(parsed(await textOf(response.body)));
    throw new RefusedError(said?.message ?? `The service answered ${response.status}.`);
  }
}

function inUrl(query: Readonly<Record<string, string | number | undefined>>): string {
  const said = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) said.set(name, String(value));
  return said.size === 0 ? "" : `?${said}`;
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts).toString();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

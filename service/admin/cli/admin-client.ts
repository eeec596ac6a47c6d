import { adminRoutes } from "../../../protocol/admin.ts";
import { readError } from "../../../protocol/errors.ts";
import { type Answer, type Asked, addressOf, type Route } from "../../../protocol/route.ts";

/** A request to the admin API, as far as it differs from one to another. */
export interface AdminRequest {
  readonly method: Route["method"];
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

/** The admin API, wherever it is. Every method throws RefusedError. */
export class AdminClient {
  readonly #send: Send;

  constructor(send: Send) {
    this.#send = send;
  }

  async call<N extends Name>(name: N, asked: Asked<Routes[N]>): Promise<Answer<Routes[N]>> {
    const { response }: Route = adminRoutes[name];
    const text = await textOf((await this.#ask(adminRoutes[name], asked)).body);
    return response?.parse(JSON.parse(text)) as Answer<Routes[N]>;
  }

  /** The lines of an answer that is NDJSON, as they come. */
  async *lines<N extends "adminAudit" | "adminVerify">(
    name: N,
    asked: Asked<Routes[N]>,
  ): AsyncIterable<string> {
    const { body } = await this.#ask(adminRoutes[name], asked);
    const decoder = new TextDecoder();
    let rest = "";
    for await (const bytes of body) {
      const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      yield* lines;
    }
    if (rest !== "") throw new RefusedError("The answer ended too early. The service's log says more.");
  }

  async #ask<R extends Route>(route: R, asked: Asked<R>): Promise<AdminResponse> {
    const body: object | undefined = asked.body;
    const response = await this.#send({
      method: route.method,
      url: addressOf(route, asked),
      ...(body === undefined ? {} : { body }),
    });
    if (response.status < 400) return response;
    const said = readError(parsed(await textOf(response.body)));
    throw new RefusedError(said?.message ?? `The service answered ${response.status}.`);
  }
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

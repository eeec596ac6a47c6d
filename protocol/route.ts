import type * as z from "zod";

/** A row of a table of routes, as far as it says what is asked and what is answered. */
export interface Route {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** `:name` stands for what a request fills in. */
  readonly path: string;
  readonly query?: z.ZodObject;
  readonly request?: z.ZodType;
  readonly response?: z.ZodType;
  /** How clients read the answer, where that is not as it is written. */
  readonly seen?: z.ZodType;
  /** Of an answer that is NDJSON: what each line is. */
  readonly lines?: z.ZodType;
}

/** JSON text stands for the value that it is of. */
export type JsonText = string | Uint8Array<ArrayBuffer>;

type QueryValue = string | number | undefined;

type ParamNames<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParamNames<Rest>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;

type Params<R extends Route> = [ParamNames<R["path"]>] extends [never]
  ? { readonly params?: undefined }
  : { readonly params: Readonly<Record<ParamNames<R["path"]>, string>> };

type Query<R extends Route> = R extends { readonly query: infer Q extends z.ZodObject }
  ? { readonly query?: { readonly [Name in keyof z.output<Q>]?: QueryValue } | undefined }
  : { readonly query?: undefined };

type Body<R extends Route> = R extends { readonly request: infer B extends z.ZodType }
  ? { readonly body: z.input<B> | JsonText }
  : { readonly body?: undefined };

/** What a request of a route says: what its path leaves open, its query and its body. */
export type Asked<R extends Route> = Params<R> & Query<R> & Body<R>;

/** What a route answers, as clients read it. */
export type Answer<R extends Route> = R extends { readonly seen: infer S extends z.ZodType }
  ? z.output<S>
  : R extends { readonly response: infer S extends z.ZodType }
    ? z.output<S>
    : R extends { readonly lines: infer S extends z.ZodType }
      ? z.output<S>[]
      : undefined;

/** A request's address below that of the service. */
export function addressOf(
  { path }: Pick<Route, "path">,
  asked: {
    readonly params?: Readonly<Record<string, string>> | undefined;
    readonly query?: Readonly<Record<string, QueryValue>> | undefined;
  },
): string {
  const { params = {}, query = {} } = asked;
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  const filled = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
  return search.size === 0 ? filled : `${filled}?${search}`;
}

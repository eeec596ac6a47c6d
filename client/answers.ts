import type * as z from "zod";
import { outdatedSide } from "../protocol/version.ts";
import { type BodyLimit, readLines, readText } from "./bounded-body.ts";
import { parseJson } from "./parse-json.ts";
import { OutdatedError, ServiceUnreachableError } from "./service-error.ts";

/**
 * What one service's answers say.
 * @throws OutdatedError when one side is too old for the other, ServiceUnreachableError when it is no service's, or what
 * breaks the connection
 */
export class Answers {
  readonly #serviceUrl: string;

  constructor(serviceUrl: string) {
    this.#serviceUrl = serviceUrl;
  }

  async json<T>(response: Response, limit: BodyLimit, schema: z.ZodType<T>): Promise<T> {
    return this.checked(schema, parseJson(await readText(response, limit)));
  }

  /** NDJSON, all of it. */
  async lines<T>(response: Response, limit: BodyLimit, schema: z.ZodType<T>): Promise<T[]> {
    const values: T[] = [];
    for await (const line of readLines(response, limit, limit.maxBytes))
      values.push(this.checked(schema, parseJson(line)));
    return values;
  }

  /** That something was done is believed of a service alone: whatever stands before it may answer 200 to anything. */
  async done({ status, body }: Response): Promise<void> {
    await body?.cancel();
    if (status !== 204) this.refuse();
  }

  /** A value as the schema reads it. */
  checked<T>(schema: z.ZodType<T>, value: unknown): T {
    const side = outdatedSide(value);
    if (side) throw new OutdatedError(this.#serviceUrl, side);
    const parsed = schema.safeParse(value);
    return parsed.success ? parsed.data : this.refuse();
  }

  /** What has answered is no service. */
  refuse(): never {
    throw new ServiceUnreachableError(this.#serviceUrl, { kind: "notService" });
  }

  /** An entry has a form that only a later version knows. */
  refuseLater(): never {
    throw new OutdatedError(this.#serviceUrl, "client");
  }
}

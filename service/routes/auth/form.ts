import type { FastifyInstance } from "fastify";
import * as z from "zod";

/** Most that a form of the sign-in pages holds, in bytes. */
const MAX_FORM_BYTES = 16 * 1024;

/** Lets routes take what plain HTML forms send. */
export function readForms(app: FastifyInstance): void {
  app.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "string", bodyLimit: MAX_FORM_BYTES },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );
}

/** Each by itself, so that one that is malformed hides no other. */
const text = z.string().optional().catch(undefined);
const fieldsSchema = z
  .object({ request: text, return: text, token: text, prompt: text })
  .catch({ request: undefined, return: undefined, token: undefined, prompt: undefined });

/** What a form or a query says, as far as the sign-in pages know its fields. */
export const fieldsOf = (value: unknown): z.output<typeof fieldsSchema> => fieldsSchema.parse(value);

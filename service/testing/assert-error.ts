import assert from "node:assert/strict";
import type { LightMyRequestResponse } from "fastify";
import { errorResponseSchema } from "../../protocol/errors.ts";

/** Checks that an answer is an error as all errors are: a code, and a sentence for people. */
export function assertError(response: LightMyRequestResponse, status: number, code: string): void {
  assert.equal(response.statusCode, status, response.body);
  const { error } = errorResponseSchema.parse(response.json());
  assert.equal(error.code, code);
  assert.match(error.message, /^.+\.$/s);
  assert.match(response.headers["content-type"] as string, /^application\/json/);
  assert.equal(response.headers["x-robots-tag"], "noindex, noarchive");
}

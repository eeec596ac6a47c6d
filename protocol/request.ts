import * as z from "zod";

/** Marks the complaint about a requirement that the reader does not know. */
export const UNKNOWN_REQUIREMENT = "unknownRequirement";

/**
 * A request as a service reads it: fields that it does not know are left out, so that a newer client is served. A field
 * that narrows something must not be lost like that: who sends one names it in `requires`, and is refused where it is
 * not known.
 */
export function requestSchema<S extends z.core.$ZodLooseShape>(shape: S) {
  const known = new Set(Object.keys(shape));
  const requires = z
    .array(z.string().max(100))
    .max(100)
    .superRefine((names, context) => {
      for (const name of names.filter((it) => !known.has(it)))
        context.addIssue({
          code: "custom",
          params: { [UNKNOWN_REQUIREMENT]: name },
          message: `this service does not know “${name}”`,
        });
    })
    .optional()
    .describe(
      "Fields of this request that must be known: a service that lacks one of them refuses the request",
    );
  return z.object({ ...shape, requires });
}

/** Most names that are told of fields that were left out. */
const MOST_NAMED = 20;

/** The fields of a request that its reader has left out, to be told to the sender; nothing when there are none. */
export function leftOut(schema: z.ZodObject, body: unknown): { readonly ignored?: string[] } {
  if (typeof body !== "object" || body === null) return {};
  const ignored = Object.keys(body).filter((name) => !Object.hasOwn(schema.shape, name));
  return ignored.length === 0 ? {} : { ignored: ignored.slice(0, MOST_NAMED) };
}

export const ignoredSchema = z
  .array(z.string())
  .optional()
  .describe("Fields of the request that this service does not know and has left out");

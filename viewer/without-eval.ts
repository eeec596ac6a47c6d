// Imported before all that makes schemas: a content policy that forbids evaluating text reports every try, and the first
// schema of zod tries whether it may.
import * as z from "zod";

z.config({ jitless: true });

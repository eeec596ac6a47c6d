import * as z from "zod";
import { requestSchema } from "./request.ts";

/**
 * How a program without a browser of its own, such as the editor, gets a personal token: it makes the token itself and
 * asks a person to let it count. The service never sees the token before it is used.
 */
export const startDeviceRequestSchema = requestSchema({
  tokenHash: z
    .string()
    .regex(/^[A-Za-z0-9_-]{43}$/, "not a SHA-256, base64url")
    .describe("SHA-256 of the personal token that the program has made, base64url"),
  label: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .regex(/^\P{C}*$/u, "holds characters that cannot be shown")
    .describe("What the person recognises the program by, such as `VS Code on thinkpad`"),
});
export type StartDeviceRequest = z.input<typeof startDeviceRequestSchema>;

export const startDeviceResponseSchema = z.object({
  signInUrl: z
    .url({ protocol: /^https?$/ })
    .describe("For the person's browser; there they sign in, compare the code and allow"),
  code: z.string().min(1).max(20).describe("The program shows it; the page shows the same one"),
  expiresAt: z.int().describe("Until when the person can allow it, milliseconds since 1970"),
  interval: z
    .number()
    .positive()
    .max(60)
    .describe("How often to ask `GET /api/me` with the token, seconds; 401: not allowed yet"),
});
export type StartDeviceResponse = z.infer<typeof startDeviceResponseSchema>;

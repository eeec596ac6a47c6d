import * as z from "zod";

/** What a device tells the service when somebody wants to sign in on it. The token itself never leaves the device. */
export interface DeviceSignInRequest {
  /** SHA-256 of the personal token that the device has made, base64url. */
  readonly tokenHash: string;
  /** By what the person recognises the device, such as `VS Code on thinkpad`. */
  readonly label: string;
}

export const deviceSignInSchema = z.object({
  signInUrl: z.url({ protocol: /^https?$/ }).describe("Where the person allows it, in a browser"),
  code: z.string().min(1).max(20).describe("The same here and there, so that people see what they allow"),
  expiresAt: z.int().describe("ms since 1970"),
  interval: z.number().min(0.01).max(60).describe("How often to ask whether it was allowed, s"),
});
export type DeviceSignIn = z.infer<typeof deviceSignInSchema>;

/** How programs sign in and out; no share has to do with it. */
export const signInRoutes = {
  device: { method: "POST", path: "/auth/device", access: "anyone" },
  revokeToken: { method: "DELETE", path: "/api/me/token", access: "user" },
} as const;

/** The words of an error, whatever shape it came in. */
export function errorMessage(error: unknown): string {
  if (typeof error === "string") return error;
  if (typeof error !== "object" || error === null) return "unknown error";
  const { data, message, name } = error as Record<string, unknown>;
  if (typeof data === "object" && data !== null && "message" in data && typeof data.message === "string")
    return data.message;
  return typeof message === "string" ? message : typeof name === "string" ? name : "unknown error";
}

import { readFile, stat } from "node:fs/promises";
import { parse } from "yaml";
import * as z from "zod";
import { messageOf } from "../../primitives/message-of.ts";
import { PolicyError, type PolicyFile, policyFileSchema } from "./service-policy.ts";

/** No policy needs more. */
const MAX_BYTES = 1024 * 1024;

/**
 * Reads an admin's policy from a file in YAML, and so in JSON, which is YAML, too. No file: the defaults.
 * @throws PolicyError
 */
export async function readPolicyFile(path: string | undefined): Promise<PolicyFile> {
  if (path === undefined) return policyFileSchema.parse({});
  const text = await readRegularFile(path).catch((cause: unknown) => {
    throw new PolicyError(`SHARE_POLICY_FILE: ${path} cannot be read: ${messageOf(cause)}`);
  });
  const parsed = policyFileSchema.safeParse(parseYaml(path, text) ?? {});
  if (parsed.success) return parsed.data;
  const complaints = parsed.error.issues.map(
    ({ path: place, message }) => `${z.core.toDotPath(place) || "the file"}: ${message}`,
  );
  throw new PolicyError(`SHARE_POLICY_FILE: ${path} does not fit.\n${complaints.join("\n")}`);
}

/** A pipe or a device could be read for ever. */
async function readRegularFile(path: string): Promise<string> {
  const found = await stat(path);
  if (!found.isFile()) throw new Error("it is no regular file");
  if (found.size > MAX_BYTES) throw new Error(`it is larger than ${MAX_BYTES} bytes`);
  return readFile(path, "utf8");
}

function parseYaml(path: string, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new PolicyError(`SHARE_POLICY_FILE: ${path} is neither JSON nor YAML: ${messageOf(error)}`);
  }
}

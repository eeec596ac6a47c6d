import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import * as z from "zod";
import { PolicyError, type PolicyFile, policyFileSchema } from "./service-policy.ts";

/**
 * Reads an admin's policy from a file in YAML, and so in JSON, which is YAML, too. No file: the defaults.
 * @throws PolicyError
 */
export async function readPolicyFile(path: string | undefined): Promise<PolicyFile> {
  if (path === undefined) return policyFileSchema.parse({});
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new PolicyError(`SHARE_POLICY_FILE: ${path} cannot be read: ${messageOf(cause)}`);
  });
  const parsed = policyFileSchema.safeParse(parseYaml(path, text) ?? {});
  if (parsed.success) return parsed.data;
  const complaints = parsed.error.issues.map(
    ({ path: place, message }) => `${z.core.toDotPath(place) || "the file"}: ${message}`,
  );
  throw new PolicyError(`SHARE_POLICY_FILE: ${path} does not fit.\n${complaints.join("\n")}`);
}

function parseYaml(path: string, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new PolicyError(`SHARE_POLICY_FILE: ${path} is neither JSON nor YAML: ${messageOf(error)}`);
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

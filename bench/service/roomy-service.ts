import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ServiceProcess } from "../../fixtures/service-process.ts";

const MANY = 1_000_000_000;
/** What slows nobody down who measures; limits of size stay. */
const POLICY = {
  limits: {
    createsPerUserPerHour: MANY,
    createsPerOrgPerHour: MANY,
    sharesPerUser: MANY,
    sharesPerOrg: MANY,
    syncsPerSharePerMinute: MANY,
    readsPerAddressPerMinute: MANY,
    socketsPerAddress: MANY,
  },
};

/** Starts the service with a policy that counts nothing over time. @param folder holds the policy, and in `data` the data */
export async function startRoomy(
  folder: string,
  env: Readonly<Record<string, string>> = {},
): Promise<ServiceProcess> {
  const policyFile = join(folder, "policy.json");
  await writeFile(policyFile, JSON.stringify(POLICY));
  return ServiceProcess.start({
    dataDir: join(folder, "data"),
    env: { SHARE_POLICY_FILE: policyFile, ...env },
  });
}

/**
 * Run as a child: a service in memory whose heartbeat is so quick that a test can wait for one that does not come. Prints
 * `listening on …`.
 */
import type { AddressInfo } from "node:net";
import { TestApp } from "./test-app.ts";

const HEARTBEAT_MS = 200;

const { app } = await TestApp.build({ heartbeatMs: HEARTBEAT_MS });
await app.listen({ host: "127.0.0.1", port: 0 });
process.stdout.write(`listening on http://127.0.0.1:${(app.server.address() as AddressInfo).port}\n`);

// A worker: asks a service again and again whether it is alive, and tells the longest wait since it was last asked, in ms.
import { parentPort, workerData } from "node:worker_threads";

const url = `${workerData}/healthz`;
let longest = 0;
let begun = performance.now();
parentPort?.on("message", () => {
  parentPort?.postMessage(Math.max(longest, performance.now() - begun));
  longest = 0;
});
for (;;) {
  begun = performance.now();
  await (await fetch(url)).arrayBuffer();
  longest = Math.max(longest, performance.now() - begun);
  begun = performance.now();
  await new Promise((resolve) => setTimeout(resolve, 3));
  begun = performance.now();
}

// A worker: opens sockets, says when all have their first frame, and then each time when all have one more.
import { parentPort } from "node:worker_threads";
import WebSocket from "ws";

parentPort?.once("message", async ({ url, count }: { readonly url: string; readonly count: number }) => {
  let frames = 0;
  const take = () => {
    frames += 1;
    if (frames % count === 0) parentPort?.postMessage(frames);
  };
  for (let n = 0; n < count; n++) {
    // The service tells the whole share first: that ends with a frame that says that no more follows.
    await new Promise<void>((resolve, reject) => {
      const socket = new WebSocket(url, { perMessageDeflate: false, skipUTF8Validation: true });
      socket.once("error", reject);
      socket.on("message", function begin(data) {
        if (!isLast(data as Buffer)) return;
        socket.off("message", begin);
        socket.on("message", take);
        resolve();
      });
    });
  }
  parentPort?.postMessage(0);
});

function isLast(data: Buffer): boolean {
  const { type, more } = JSON.parse(data.toString()) as { readonly type: string; readonly more?: boolean };
  return type === "entries" && more !== true;
}

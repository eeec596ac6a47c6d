import { type Following, follow } from "../../client/follow.ts";
import { watchFiles } from "../../engine/testing/watch-files.ts";
import { until } from "../until.ts";
import { RequestTrace } from "./request-trace.ts";
import { type SharedSession, shareSession } from "./shared-session.ts";

/** When each stage was reached, ms after the write began. */
export interface Stages {
  /** The watcher told. */
  readonly event: number;
  /** A request was made. */
  readonly request: number;
  /** A frame came to a viewer in this process. */
  readonly frame: number;
  /** The text stood in the document. */
  readonly seen: number;
}

/** The share engine in plain Node, with a note of when what happened. */
export class TracedEngine {
  readonly #events: number[] = [];
  readonly #frames: number[] = [];
  readonly #requests = new RequestTrace();
  #shared: SharedSession | undefined;
  #following: Following | undefined;

  static async start(storagePath: string, serviceUrl: string): Promise<TracedEngine> {
    const traced = new TracedEngine();
    await traced.#start(storagePath, serviceUrl);
    return traced;
  }

  async #start(storagePath: string, serviceUrl: string): Promise<void> {
    const watchAndNote: typeof watchFiles = (folder, glob, onDidChange) =>
      watchFiles(folder, glob, (path) => {
        if (!path.endsWith("-shm")) this.#events.push(Date.now());
        onDidChange(path);
      });
    this.#shared = await shareSession({ storagePath, watchFiles: watchAndNote }, serviceUrl);
    this.#following = follow(serviceUrl, this.#shared.shareId, {
      onFrame: ({ type }) => type === "entries" && this.#frames.push(Date.now()),
      onStatus() {},
    });
    await until(() => this.#frames.length > 0);
  }

  get shareUrl(): string {
    return this.#shared?.shareUrl ?? "";
  }

  /** Notes what follows one write. @returns its stages, when it has been seen */
  traceWrite(write: () => number): (seenAt: number) => Promise<Stages> {
    const [event, request, frame] = [this.#events, this.#requests.madeAt, this.#frames].map((times) => ({
      times,
      next: times.length,
    }));
    const at = write();
    return async (seenAt) => {
      const [eventAt = seenAt, requestAt = seenAt, frameAt = seenAt] = await Promise.all(
        [event, request, frame].map(async (stage) => {
          await until(() => stage !== undefined && stage.times.length > stage.next);
          return stage?.times[stage.next];
        }),
      );
      return { event: eventAt - at, request: requestAt - at, frame: frameAt - at, seen: seenAt - at };
    };
  }

  async dispose(): Promise<void> {
    this.#requests.stop();
    this.#following?.dispose();
    await this.#shared?.engine.dispose();
  }
}

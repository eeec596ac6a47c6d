import { createHash } from "node:crypto";

/** What a seeker of a lease hears; each time it changes. */
export interface LeaseListener {
  /** This window has it now. */
  onHeld(): void;
  /** Another window has it; `note` is what that one lets the others know. */
  onElsewhere(note: string): void;
}

/** A wish for a lease, until it is released. */
export interface Lease {
  /** Lets the windows that wait for it know something; only the holder is heard. */
  setNote(note: string): void;
  /** Lets go of it; the next window has it at once. */
  release(): Promise<void>;
}

/** Makes one window out of many do a thing. */
export interface Leases {
  /** Seeks a lease for as long as it takes; names are safe file names. */
  seek(name: string, listener: LeaseListener): Lease;
}

/** For where there is no other window: whoever seeks, has. */
export const soleWindow: Leases = {
  seek(_name, listener) {
    let isReleased = false;
    queueMicrotask(() => {
      if (!isReleased) listener.onHeld();
    });
    return {
      setNote() {},
      async release() {
        isReleased = true;
      },
    };
  },
};

/** Waits for a lease. @throws the signal's reason */
export function holdLease(leases: Leases, name: string, signal: AbortSignal): Promise<Lease> {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      void lease.release();
      reject(signal.reason);
    };
    const lease = leases.seek(name, {
      onHeld() {
        signal.removeEventListener("abort", giveUp);
        resolve(lease);
      },
      onElsewhere() {},
    });
    if (signal.aborted) giveUp();
    else signal.addEventListener("abort", giveUp, { once: true });
  });
}

/** The name of the turn to share a session; ids of sessions may be anything. */
export function turnOf(sessionId: string): string {
  return `session-${createHash("sha256").update(sessionId).digest("hex").slice(0, 32)}`;
}

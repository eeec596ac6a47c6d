import { Refusal } from "../errors/refusal.ts";

/** How many there may be at once. */
export interface SeatLimits {
  readonly perAddress: number;
  /** Default: any number. */
  readonly perShare?: number | undefined;
  /** What they do, for people: what they have too much of at their address. */
  readonly what: string;
}

/** How long who finds no seat is asked to wait, seconds. */
const RETRY_AFTER_S = 30;

/** Counts who does something at the same time in this process, by address and by share. */
export class Seats {
  readonly #limits: SeatLimits;
  readonly #byAddress = new Map<string, number>();
  readonly #byShare = new Map<string, number>();

  constructor(limits: SeatLimits) {
    this.#limits = limits;
  }

  /** Takes a seat; call what it answers, once, to give it back. @throws Refusal `tooMany` */
  take(address: string, shareId: string): () => void {
    const { perAddress, perShare = Number.POSITIVE_INFINITY, what } = this.#limits;
    if ((this.#byAddress.get(address) ?? 0) >= perAddress)
      throw new Refusal("tooMany", `Too many viewers ${what} from your address. Close some.`, {
        retryAfter: RETRY_AFTER_S,
      });
    if ((this.#byShare.get(shareId) ?? 0) >= perShare)
      throw new Refusal("tooMany", "Too many viewers follow this share now. Try again later.", {
        retryAfter: RETRY_AFTER_S,
      });
    add(this.#byAddress, address, 1);
    add(this.#byShare, shareId, 1);
    return () => {
      add(this.#byAddress, address, -1);
      add(this.#byShare, shareId, -1);
    };
  }
}

function add(counts: Map<string, number>, name: string, step: number): void {
  const count = (counts.get(name) ?? 0) + step;
  if (count > 0) counts.set(name, count);
  else counts.delete(name);
}

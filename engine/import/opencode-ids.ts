/** Where time and randomness come from; both can be fixed. */
export interface IdPorts {
  /** Milliseconds since 1970. */
  now(): number;
  randomBytes(count: number): Uint8Array;
}

const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const TAIL_LENGTH = 14;
const STEPS_PER_MS = 4096n;
/** An id holds the low 48 bits of its step: the count starts again every 795 days. */
const STEPS = 1n << 48n;

/**
 * Fresh ids in opencode's format: 12 hex digits of time and 14 random base62 characters. Message and part ids
 * ascend in the order they are asked for, session ids descend. All of them lie before now: opencode takes the
 * message with the highest id for the newest, so an id from the future would outrank what people write next.
 */
export class OpencodeIds {
  readonly #ports: IdPorts;
  readonly #now: bigint;
  #next: bigint;

  /** @param count how many message and part ids will be asked for, at most */
  constructor(count: number, ports: IdPorts) {
    this.#ports = ports;
    this.#now = BigInt(Math.trunc(ports.now())) * STEPS_PER_MS;
    const first = this.#now - BigInt(count);
    // A run across the 48-bit turn would not ascend: it starts at the turn instead, a few ms ahead of the clock.
    const turn = (this.#now / STEPS) * STEPS;
    this.#next = first < turn ? turn : first;
  }

  session(): string {
    return `ses_${this.#digits(STEPS - 1n - (this.#now % STEPS))}`;
  }

  message(): string {
    return `msg_${this.#digits(this.#next++)}`;
  }

  part(): string {
    return `prt_${this.#digits(this.#next++)}`;
  }

  #digits(step: bigint): string {
    const random = this.#ports.randomBytes(TAIL_LENGTH);
    const tail = Array.from(random, (byte) => BASE62[byte % BASE62.length]).join("");
    return (step % STEPS).toString(16).padStart(12, "0") + tail;
  }
}

import { type User, userSchema } from "../../../protocol/identity.ts";
import type { KeptSessions } from "../../identity/session-store.ts";
import { RecordSenselessError } from "./journal-damage.ts";
import type { Ledger } from "./ledger.ts";

/** What is known of a person or a session until a time, ms since 1970. */
type Line =
  | { readonly kept: string; readonly user: User; readonly until: number }
  | { readonly ended: string; readonly until: number };
/** All sessions that had begun by then are over, ms since 1970. */
interface EndOfAll {
  readonly endedAllUpTo: number;
}

/** Who is remembered for sessions, and which sessions were ended before their time. What is over is forgotten. */
export class SessionLedger implements Ledger {
  readonly #now: () => number;
  /** By what they are about; those that were written last stand last. */
  readonly #lines = new Map<string, Line>();
  #endedAllUpTo = Number.NEGATIVE_INFINITY;
  #unwritten: Uint8Array[] = [];
  #bytes = 0;

  /** @param now ms since 1970 */
  constructor(now: () => number) {
    this.#now = now;
  }

  get bytes(): number {
    return this.#bytes;
  }

  findUser(key: string): User | undefined {
    const line = this.#lines.get(`kept ${key}`);
    return line && "user" in line && line.until > this.#now() ? line.user : undefined;
  }

  isEnded(sessionId: string, begunAt: number): boolean {
    return begunAt <= this.#endedAllUpTo || this.#lines.has(`ended ${sessionId}`);
  }

  keepUser(key: string, user: User, until: number): void {
    this.#write({ kept: key, user, until: Math.max(until, this.#lines.get(`kept ${key}`)?.until ?? 0) });
  }

  end(sessionId: string, until: number): void {
    if (!this.#lines.has(`ended ${sessionId}`)) this.#write({ ended: sessionId, until });
  }

  /** What is not over. */
  kept(): KeptSessions {
    const lines = [...this.#lines.values()].filter(({ until }) => until > this.#now());
    return {
      users: lines.flatMap((line) =>
        "user" in line ? [{ key: line.kept, user: line.user, until: line.until }] : [],
      ),
      ended: lines.flatMap((line) => ("ended" in line ? [{ id: line.ended, until: line.until }] : [])),
      endedAllUpTo: Number.isFinite(this.#endedAllUpTo) ? this.#endedAllUpTo : undefined,
    };
  }

  /** Keeps what another store had; what stands first is over first. */
  takeOver({ users, ended, endedAllUpTo }: KeptSessions): void {
    if (endedAllUpTo !== undefined) this.#write({ endedAllUpTo });
    const lines = [
      ...users.map(({ key, user, until }) => ({ until, keep: () => this.keepUser(key, user, until) })),
      ...ended.map(({ id, until }) => ({ until, keep: () => this.end(id, until) })),
    ];
    for (const { keep } of lines.sort((a, b) => a.until - b.until)) keep();
  }

  replay(json: Buffer): void {
    this.#apply(parse(json));
  }

  /** A record that is lost may have ended any session that there was. */
  lose(upTo: number): void {
    if (upTo > 0) this.#write({ endedAllUpTo: this.#now() });
  }

  takeUnwritten(): Uint8Array[] {
    return this.#unwritten.splice(0);
  }

  compacted(): Iterable<Uint8Array> {
    const lines: (Line | EndOfAll)[] = [...this.#lines.values()];
    if (Number.isFinite(this.#endedAllUpTo)) lines.push({ endedAllUpTo: this.#endedAllUpTo });
    return lines.map(format);
  }

  #write(line: Line | EndOfAll): void {
    this.#apply(line);
    this.#unwritten.push(format(line));
    this.#forgetWhatIsOver();
  }

  #apply(line: Line | EndOfAll): void {
    if ("endedAllUpTo" in line) this.#endedAllUpTo = Math.max(this.#endedAllUpTo, line.endedAllUpTo);
    else {
      const about = "user" in line ? `kept ${line.kept}` : `ended ${line.ended}`;
      this.#remove(about);
      this.#lines.set(about, line);
      this.#bytes += format(line).length;
    }
  }

  /** Sessions last the same time, so that what stands first is over first, or soon after. */
  #forgetWhatIsOver(): void {
    const now = this.#now();
    for (const [about, { until }] of this.#lines) {
      if (until > now) return;
      this.#remove(about);
    }
  }

  #remove(about: string): void {
    const line = this.#lines.get(about);
    if (!line) return;
    this.#bytes -= format(line).length;
    this.#lines.delete(about);
  }
}

const format = (line: Line | EndOfAll): Uint8Array => Buffer.from(JSON.stringify(line));

/** @throws RecordSenselessError */
function parse(json: Buffer): Line | EndOfAll {
  const { kept, user, ended, until, endedAllUpTo } = Object(parseJson(json)) as Record<string, unknown>;
  if (isTime(endedAllUpTo)) return { endedAllUpTo };
  if (!isTime(until)) throw new RecordSenselessError();
  if (typeof ended === "string") return { ended, until };
  const known = userSchema.safeParse(user);
  if (typeof kept === "string" && known.success) return { kept, user: known.data, until };
  throw new RecordSenselessError();
}

const isTime = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);

function parseJson(json: Buffer): unknown {
  try {
    return JSON.parse(json.toString());
  } catch {
    throw new RecordSenselessError();
  }
}

import type { AuthMode } from "../../protocol/identity.ts";
import type { AuditRecord } from "../audit/audit-log.ts";
import { AuditTrail } from "../audit/audit-trail.ts";
import { MemoryAuditLog } from "../audit/memory-audit-log.ts";
import type { Caller } from "../identity/caller.ts";
import { TokenSealer } from "../identity/token-sealer.ts";
import { policyFileSchema, servicePolicy } from "../policy/service-policy.ts";
import type { CreateRequest } from "../shares/new-share.ts";
import { Shares } from "../shares/shares.ts";
import { Tickets } from "../shares/tickets.ts";
import { MemoryStore } from "../store/memory/memory-store.ts";

/** The rules of shares over a store in memory, with what they write down and tell, in order. */
export class SharesLab {
  readonly store = new MemoryStore();
  readonly clock = { now: 1_000_000 };
  /** Records as `<action> <detail>`, and what viewers are told. */
  readonly events: string[] = [];
  readonly records: AuditRecord[] = [];
  /** What a record meets before it is written down; may throw. */
  beforeRecord: (record: AuditRecord) => void = () => {};
  readonly tickets: Tickets;
  readonly shares: Shares;

  constructor({ auth = "none", policy = {} }: { auth?: AuthMode; policy?: object } = {}) {
    const now = () => this.clock.now;
    this.tickets = new Tickets(new TokenSealer(new Uint8Array(32), now));
    const log = new MemoryAuditLog();
    const append = log.append.bind(log);
    log.append = async (record) => {
      this.beforeRecord(record);
      this.records.push(record);
      this.events.push([record.action, record.detail].filter(Boolean).join(" "));
      await append(record);
    };
    this.shares = new Shares({
      store: this.store,
      publisher: {
        change: ({ title }) => void this.events.push(`tell ${title}`),
        recheck: async () => void this.events.push("recheck"),
        publish: (_, { revision }) => void this.events.push(`publish ${revision}`),
        end: async (_, reason) => void this.events.push(`end ${reason}`),
      },
      policy: servicePolicy(auth, policyFileSchema.parse(policy)),
      tickets: this.tickets,
      audit: new AuditTrail({ log, now }),
      now,
    });
  }

  /** A new share, and its owner; what has happened so far is forgotten. */
  async create(fields: Partial<CreateRequest> = {}, caller: Caller = { user: undefined }) {
    const request = { sessionId: "ses_1", mode: "live", agent: "opencode", title: "Tea", ...fields } as const;
    const { meta, secret } = await this.shares.create(caller, request);
    this.events.length = 0;
    this.records.length = 0;
    return { meta, shareId: meta.shareId, owner: { ...caller, secret } };
  }
}

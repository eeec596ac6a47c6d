import * as z from "zod";
import { type Audience, audienceSchema, type ShareKind, shareKindSchema } from "../../protocol/share.ts";
import { type Expiry, expirySchema, isOver, isSameExpiry } from "./expiry.ts";
import type { Readers } from "./share-request.ts";

/** What a person chooses for a share. */
export interface ShareOptions extends Readers {
  readonly expiry: Expiry;
  readonly mode: ShareKind;
}

/** Remembers values between runs; VS Code's Memento is one. */
interface Memory {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

const REMEMBERED = "share.options";

/** What another version has remembered may be the narrowest, or nothing that is known here. */
const rememberedSchema = z.object({
  audience: audienceSchema.optional().catch("me"),
  expiry: expirySchema.optional().catch(undefined),
  mode: shareKindSchema.default("live").catch("snapshot"),
  /** What was the default at that time. */
  byDefault: expirySchema.optional().catch(undefined),
  /** Who may read was chosen for this service; another one has other people. */
  serviceUrl: z.string().optional(),
});

/** What holds where nothing was chosen yet. */
export interface OptionDefaults {
  readonly serviceUrl: string;
  /** Undefined: the service decides. */
  readonly audience: Audience | undefined;
  readonly expiry: Expiry;
}

/** What was chosen last, for the next time; people and passwords are chosen anew. */
export class LastOptions {
  readonly #memory: Memory;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  /** The last answers; where there are none, or a date is over, or the default was changed since, the defaults. */
  read({ serviceUrl, audience, expiry: byDefault }: OptionDefaults, now: number): ShareOptions {
    const last = rememberedSchema.safeParse(this.#memory.get(REMEMBERED)).data;
    if (!last) return { audience, expiry: byDefault, mode: "live" };
    const { expiry = byDefault } = last;
    const isCurrent =
      last.byDefault !== undefined && isSameExpiry(last.byDefault, byDefault) && !isOver(expiry, now);
    return {
      audience: (last.serviceUrl === serviceUrl ? last.audience : undefined) ?? audience,
      mode: last.mode,
      expiry: isCurrent ? expiry : byDefault,
    };
  }

  async write({ audience, expiry, mode }: ShareOptions, defaults: OptionDefaults): Promise<void> {
    const { serviceUrl, expiry: byDefault } = defaults;
    await this.#memory.update(REMEMBERED, { audience, expiry, mode, byDefault, serviceUrl });
  }
}

import * as z from "zod";
import { type Audience, audienceSchema, type ShareKind, shareKindSchema } from "../../protocol/share.ts";
import { type Expiry, expirySchema, isOver } from "./expiry.ts";
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

const rememberedSchema = z.object({
  /** One that a later version has remembered may be the narrowest. */
  audience: audienceSchema.catch("me").optional(),
  expiry: expirySchema,
  mode: shareKindSchema,
  /** The days by default at that time; null: never. */
  setting: z.number().nullable(),
  /** Who may read was chosen for this service; another one has other people. */
  serviceUrl: z.string().optional(),
});

/** What holds where nothing was chosen yet. */
export interface OptionDefaults {
  readonly serviceUrl: string;
  /** Undefined: the service decides. */
  readonly audience: Audience | undefined;
  /** null: never. */
  readonly days: number | null;
}

/** What was chosen last, for the next time; people and passwords are chosen anew. */
export class LastOptions {
  readonly #memory: Memory;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  /** The last answers; where there are none, or a date is over, or the default was changed since, the defaults. */
  read({ serviceUrl, audience, days }: OptionDefaults, now: number): ShareOptions {
    const byDefault: Expiry = days === null ? { kind: "never" } : { kind: "days", days };
    const last = rememberedSchema.safeParse(this.#memory.get(REMEMBERED)).data;
    if (!last) return { audience, expiry: byDefault, mode: "live" };
    const isCurrent = last.setting === days && !isOver(last.expiry, now);
    return {
      audience: (last.serviceUrl === serviceUrl ? last.audience : undefined) ?? audience,
      mode: last.mode,
      expiry: isCurrent ? last.expiry : byDefault,
    };
  }

  async write({ audience, expiry, mode }: ShareOptions, defaults: OptionDefaults): Promise<void> {
    const { serviceUrl, days } = defaults;
    await this.#memory.update(REMEMBERED, { audience, expiry, mode, setting: days, serviceUrl });
  }
}

import * as z from "zod";
import { type Audience, audienceSchema, type ShareMode, shareModeSchema } from "../../protocol/share.ts";
import { type Expiry, expirySchema, isOver } from "./expiry.ts";

/** What a person chooses for a share. */
export interface ShareOptions {
  readonly audience: Audience;
  readonly expiry: Expiry;
  readonly mode: ShareMode;
}

/** Remembers values between runs; VS Code's Memento is one. */
interface Memory {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

const REMEMBERED = "share.options";

const rememberedSchema = z.object({
  audience: audienceSchema,
  expiry: expirySchema,
  mode: shareModeSchema,
  /** The setting's days at that time; null: never. */
  setting: z.number().nullable(),
});

/** What was chosen last, for the next time. */
export class LastOptions {
  readonly #memory: Memory;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  /**
   * The last answers; where there are none, or a date is over, or the setting was changed since, the setting's.
   * @param settingDays undefined: never
   */
  read(settingDays: number | undefined, now: number): ShareOptions {
    const fromSetting: Expiry =
      settingDays === undefined ? { kind: "never" } : { kind: "days", days: settingDays };
    const last = rememberedSchema.safeParse(this.#memory.get(REMEMBERED)).data;
    if (!last) return { audience: "link", expiry: fromSetting, mode: "live" };
    const { audience, mode, expiry, setting } = last;
    const isCurrent = setting === (settingDays ?? null) && !isOver(expiry, now);
    return { audience, mode, expiry: isCurrent ? expiry : fromSetting };
  }

  /** @param settingDays undefined: never */
  async write(options: ShareOptions, settingDays: number | undefined): Promise<void> {
    await this.#memory.update(REMEMBERED, { ...options, setting: settingDays ?? null });
  }
}

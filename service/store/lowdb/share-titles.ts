import type { OpenFile } from "./files.ts";
import type { LiveEntry } from "./index-ledger.ts";
import type { OpenShares } from "./open-shares.ts";
import { readTitle } from "./read-title.ts";
import { journalName, type ShareFiles } from "./share-files.ts";

export interface ShareTitlesDeps {
  readonly files: ShareFiles;
  readonly shares: OpenShares;
  readonly open: OpenFile;
}

/** The titles of shares, which are in their own journals: each is read once. */
export class ShareTitles {
  readonly #deps: ShareTitlesDeps;
  readonly #known = new Map<string, string>();

  constructor(deps: ShareTitlesDeps) {
    this.#deps = deps;
  }

  note(shareId: string, title: string): void {
    this.#known.set(shareId, title);
  }

  forget(shareId: string): void {
    this.#known.delete(shareId);
  }

  /** A title that cannot be read now is "". */
  async of({ meta: { shareId, isRetitled } }: LiveEntry): Promise<string> {
    const known = this.#known.get(shareId);
    if (known !== undefined) return known;
    const title = await this.#read(shareId, isRetitled).catch(() => undefined);
    if (title !== undefined) this.#known.set(shareId, title);
    return title ?? "";
  }

  /** The title is in the file's first record, so the rest need not be read unless it was changed or is damaged. */
  async #read(shareId: string, isRetitled = false): Promise<string> {
    const { files, shares, open } = this.#deps;
    const title = isRetitled ? undefined : await readTitle(files.path(shareId), journalName(shareId), open);
    return title ?? shares.use(shareId, (share) => share.read((ledger) => ledger.title));
  }
}

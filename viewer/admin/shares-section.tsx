import { useState } from "preact/hooks";
import type { AdminShare, AdminShares } from "../../protocol/admin.ts";
import { plural } from "../model/format.ts";
import type { AdminApi, Search } from "./admin-api.ts";
import { messageOf } from "./message-of.ts";
import { RevokeDialog } from "./revoke-dialog.tsx";
import { SearchForm } from "./search-form.tsx";
import { Section } from "./section.tsx";
import { ShareTable } from "./share-table.tsx";
import { useLoaded } from "./use-loaded.ts";

interface SharesSectionProps {
  readonly api: AdminApi;
  /** Of the whole service, and so of several organisations. */
  readonly isAdmin: boolean;
  /** Something was revoked. */
  readonly onChange: () => void;
}

/** Finds shares, and ends them. */
export function SharesSection({ api, isAdmin, onChange }: SharesSectionProps) {
  const [search, setSearch] = useState<Search>({});
  const [more, setMore] = useState<readonly AdminShares[]>([]);
  const [chosen, setChosen] = useState<AdminShare>();
  const [done, setDone] = useState("");
  const [moreError, setMoreError] = useState<string>();
  const { value: first, ...loaded } = useLoaded(async () => {
    const page = await find(api, search);
    setMore([]);
    setMoreError(undefined);
    return page;
  }, [search]);
  const pages = first ? [first, ...more] : [];
  const shares = pages.flatMap((page) => page.shares);
  const next = pages.at(-1)?.next;

  const showMore = async () => {
    try {
      setMore([...more, await api.shares({ ...search, ...(next ? { after: next } : {}) })]);
      setMoreError(undefined);
    } catch (error) {
      setMoreError(messageOf(error));
    }
  };
  const revoke = async (share: AdminShare) => {
    await api.revoke(share.reference);
    setDone(`Share ${share.reference} is revoked; its content is deleted.`);
    loaded.reload();
    onChange();
  };

  return (
    <Section
      title="Shares"
      summary={first && shares.length < first.total ? `${shares.length} of ${first.total}` : countOf(first)}
      {...loaded}
      error={loaded.error ?? moreError}
    >
      <SearchForm hasOrgs={isAdmin} onSearch={setSearch} />
      <p class="done" role="status">
        {done}
      </p>
      {first && shares.length === 0 && (
        <p class="muted">
          {Object.keys(search).length === 0 ? "Nothing is shared." : "No share fits. Try fewer words."}
        </p>
      )}
      {shares.length > 0 && <ShareTable shares={shares} hasOrgs={isAdmin} onRevoke={setChosen} />}
      {next && (
        <button type="button" class="more" onClick={showMore}>
          Show more
        </button>
      )}
      {chosen && <RevokeDialog share={chosen} onRevoke={revoke} onClose={() => setChosen(undefined)} />}
    </Section>
  );
}

const countOf = (page: AdminShares | undefined) => page && plural(page.total, "share");

/** A word may look like a reference and be an owner. */
async function find(api: AdminApi, search: Search): Promise<AdminShares> {
  const page = await api.shares(search);
  const { share, ...rest } = search;
  const isAmbiguous = share !== undefined && !share.includes("/") && page.total === 0;
  return isAmbiguous ? api.shares({ ...rest, owner: share }) : page;
}

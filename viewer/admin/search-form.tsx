import { audienceSchema } from "../../protocol/share.ts";
import type { Search } from "./admin-api.ts";

/** What to look for. A link, an id and a reference are told from a name by their form. */
export function SearchForm({ hasOrgs, onSearch }: { hasOrgs: boolean; onSearch: (search: Search) => void }) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onSearch(searchOf(new FormData(event.currentTarget as HTMLFormElement)));
  };
  return (
    <search>
      <form class="search" onSubmit={submit}>
        <label class="search-wide">
          <span>Owner, link or reference</span>
          <input name="text" type="search" autocomplete="off" spellcheck={false} />
        </label>
        {hasOrgs && (
          <label>
            <span>Organisation</span>
            <input name="org" type="search" autocomplete="off" spellcheck={false} />
          </label>
        )}
        <label>
          <span>Audience</span>
          <select name="audience">
            <option value="">all</option>
            {audienceSchema.options.map((audience) => (
              <option key={audience}>{audience}</option>
            ))}
          </select>
        </label>
        <button type="submit" class="button button-primary">
          Search
        </button>
      </form>
    </search>
  );
}

function searchOf(form: FormData): Search {
  const said = (name: string) => String(form.get(name) ?? "").trim();
  const [text, org, audience] = [said("text"), said("org"), said("audience")];
  const isShare = /^https?:\/\//.test(text) || /^([\w-]{12}|[\w-]{43})$/.test(text);
  return {
    ...(text === "" ? {} : isShare ? { share: text } : { owner: text }),
    ...(org === "" ? {} : { org }),
    ...(audience === "" ? {} : { audience }),
  };
}

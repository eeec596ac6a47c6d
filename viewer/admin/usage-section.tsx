import type { UsageRow } from "../../protocol/admin.ts";
import { plural } from "../model/format.ts";
import type { AdminApi } from "./admin-api.ts";
import { formatBytes } from "./format.ts";
import { Section } from "./section.tsx";
import { useLoaded } from "./use-loaded.ts";

/** Most rows; the rest is summed up in the last. */
const MAX_ROWS = 10;

/** How much there is, by organisation and owner. */
export function UsageSection({ api, changes }: { api: AdminApi; changes: number }) {
  const { value, ...loaded } = useLoaded(() => api.usage(), [changes]);
  const rows = value ?? [];
  const total = rows.reduce(
    (sum, row) => ({
      shares: sum.shares + row.shares,
      bytes: sum.bytes + row.bytes,
      opens: sum.opens + row.opens,
    }),
    { shares: 0, bytes: 0, opens: 0 },
  );
  const summary = `${plural(total.shares, "share")} · ${formatBytes(total.bytes)} · opened ${plural(total.opens, "time")}`;
  return (
    <Section title="Usage" summary={rows.length > 0 ? summary : undefined} {...loaded}>
      {value?.length === 0 && <p class="muted">Nothing is shared.</p>}
      {rows.length > 0 && <UsageTable rows={rows} />}
    </Section>
  );
}

function UsageTable({ rows }: { rows: readonly UsageRow[] }) {
  const more = rows.length - MAX_ROWS;
  return (
    <div class="table-frame">
      <table>
        <caption class="unseen">Shares, size and openings by organisation and owner</caption>
        <thead>
          <tr>
            <th scope="col">Organisation</th>
            <th scope="col">Owner</th>
            <th scope="col" class="number">
              Shares
            </th>
            <th scope="col" class="number">
              Size
            </th>
            <th scope="col" class="number">
              Opened
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MAX_ROWS).map((row) => (
            <tr key={`${row.org} ${row.owner}`}>
              <td title={row.org ?? undefined}>{row.org ?? "–"}</td>
              <td title={row.owner ?? undefined}>{row.owner ?? "–"}</td>
              <td class="number">{row.shares.toLocaleString("en")}</td>
              <td class="number">{formatBytes(row.bytes)}</td>
              <td class="number">{row.opens.toLocaleString("en")}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 && <p class="table-rest muted">and {plural(more, "smaller owner")}</p>}
    </div>
  );
}

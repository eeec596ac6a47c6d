import { useMemo, useState } from "preact/hooks";
import type { AuditRecord } from "../../protocol/audit.ts";
import { calendarTime } from "../../protocol/time.ts";
import { Moments } from "../model/moments.ts";
import type { AdminApi } from "./admin-api.ts";
import { Section } from "./section.tsx";
import { useLoaded } from "./use-loaded.ts";

/** How many records are shown at most; all are in the export. */
const SHOWN = 50;
/** How many are asked for, of which some are not shown. */
const ASKED = 500;

/** What happened last. That admins looked at something is left out at first: this page does so all the time. */
export function AuditSection({ api, changes }: { api: AdminApi; changes: number }) {
  const [hasReadings, setReadings] = useState(false);
  const { value, ...loaded } = useLoaded(() => api.audit(ASKED), [changes]);
  const records = (value ?? [])
    .filter(({ action }) => hasReadings || action !== "admin.read")
    .slice(0, SHOWN);
  const moments = useMemo(() => new Moments(), []);
  return (
    <Section title="Audit" summary={`the newest, ${SHOWN} at most`} {...loaded}>
      <label class="choice">
        <input type="checkbox" checked={hasReadings} onChange={() => setReadings(!hasReadings)} />
        Show what admins looked at, too
      </label>
      {value && records.length === 0 && <p class="muted">Nothing has happened yet.</p>}
      {records.length > 0 && (
        <div class="table-frame audit">
          <table>
            <caption class="unseen">What happened, newest first</caption>
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">What</th>
                <th scope="col">Who</th>
                <th scope="col">About</th>
                <th scope="col">From</th>
              </tr>
            </thead>
            <tbody>
              {records.map((record, index) => (
                <AuditRow key={`${record.at} ${index}`} record={record} moments={moments} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  );
}

function AuditRow({ record, moments }: { record: AuditRecord; moments: Moments }) {
  const { at, action, actor, org, share, shareOrg, from, detail, count } = record;
  return (
    <tr>
      <td>
        <time dateTime={new Date(calendarTime(at)).toISOString()} title={moments.full(at)}>
          {moments.dateTime(at)}
        </time>
      </td>
      <td>
        {action} {detail !== undefined && <bdi class="muted">{detail}</bdi>}{" "}
        {count !== undefined && <span class="muted">{count} more</span>}
      </td>
      <td>
        <bdi>{actor}</bdi> {org !== undefined && <bdi class="muted">{org}</bdi>}
      </td>
      <td>
        {share !== undefined && <code>{share}</code>}{" "}
        {shareOrg !== undefined && <bdi class="muted">{shareOrg}</bdi>}
      </td>
      <td class="muted">{from}</td>
    </tr>
  );
}

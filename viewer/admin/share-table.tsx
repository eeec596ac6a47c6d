import type { AdminShare } from "../../protocol/admin.ts";
import { formatBytes, formatDay, formatEnd } from "./format.ts";

interface ShareTableProps {
  readonly shares: readonly AdminShare[];
  readonly hasOrgs: boolean;
  readonly onRevoke: (share: AdminShare) => void;
}

/** Shares, one a row. */
export function ShareTable({ shares, hasOrgs, onRevoke }: ShareTableProps) {
  return (
    <div class="table-frame">
      <table>
        <caption class="unseen">Active shares, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Reference</th>
            <th scope="col">Owner</th>
            {hasOrgs && <th scope="col">Organisation</th>}
            <th scope="col">Audience</th>
            <th scope="col">Created</th>
            <th scope="col">Ends</th>
            <th scope="col" class="number">
              Size
            </th>
            <th scope="col" class="number">
              Opened
            </th>
            <td class="row-action" />
          </tr>
        </thead>
        <tbody>
          {shares.map((share) => (
            <ShareRow key={share.reference} share={share} hasOrgs={hasOrgs} onRevoke={onRevoke} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ShareRow({ share, hasOrgs, onRevoke }: Omit<ShareTableProps, "shares"> & { share: AdminShare }) {
  const { reference, owner, org, audience, createdAt, expiresAt, bytes, opens, viewers } = share;
  return (
    <tr>
      <th scope="row">
        <code>{reference}</code>
      </th>
      <td title={owner?.id}>
        <bdi>{owner ? (owner.name ?? owner.id) : "–"}</bdi>
      </td>
      {hasOrgs && <td title={org ?? undefined}>{org ?? "–"}</td>}
      <td>
        {audience}
        {share.hasPassword && <span class="tag">password</span>}
        {viewers > 0 && <span class="tag tag-live">{viewers} now</span>}
      </td>
      <td>{formatDay(createdAt)}</td>
      <td>{formatEnd(expiresAt, Date.now())}</td>
      <td class="number">{formatBytes(bytes)}</td>
      <td class="number">{opens.toLocaleString("en")}</td>
      <td class="row-action">
        <button
          type="button"
          class="button button-danger"
          aria-label={`Revoke ${reference}`}
          onClick={() => onRevoke(share)}
        >
          Revoke
        </button>
      </td>
    </tr>
  );
}

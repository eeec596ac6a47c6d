import { useEffect, useRef, useState } from "preact/hooks";
import type { AdminShare } from "../../protocol/admin.ts";
import { messageOf } from "./message-of.ts";

interface RevokeDialogProps {
  readonly share: AdminShare;
  readonly onRevoke: (share: AdminShare) => Promise<void>;
  readonly onClose: () => void;
}

/** Asks before a share is ended: that cannot be undone. Escape and the first key press keep it. */
export function RevokeDialog({ share, onRevoke, onClose }: RevokeDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  useEffect(() => dialog.current?.showModal(), []);
  const revoke = async () => {
    setBusy(true);
    try {
      await onRevoke(share);
      onClose();
    } catch (problem) {
      setError(messageOf(problem));
      setBusy(false);
    }
  };
  const { reference, owner, org } = share;
  return (
    <dialog ref={dialog} class="revoke" aria-labelledby="revoke-title" onClose={onClose}>
      <h2 id="revoke-title">Revoke this share?</h2>
      <p>
        <code>{reference}</code> of <bdi>{owner ? (owner.name ?? owner.id) : "nobody in particular"}</bdi>
        {org !== null && (
          <>
            {" "}
            (<bdi>{org}</bdi>)
          </>
        )}{" "}
        is deleted from the service, and everybody who reads it is cut off. This cannot be undone.
      </p>
      {error !== undefined && (
        <p class="section-error" role="alert">
          {error}
        </p>
      )}
      <div class="dialog-actions">
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          Keep it
        </button>
        <button type="button" class="button button-danger-solid" disabled={isBusy} onClick={revoke}>
          Revoke
        </button>
      </div>
    </dialog>
  );
}

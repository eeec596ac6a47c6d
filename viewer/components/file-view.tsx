import { useState } from "preact/hooks";
import { isInlineImage } from "../markdown/blocks.ts";
import { bytesOf, type FileFacts, holdsData, savedName } from "../model/attachment.ts";
import { Icon } from "./icon.tsx";
import { useDone } from "./use-done.ts";
import { useViewerContext } from "./viewer-context.ts";

/** A file: the image itself where it is one that can be shown without asking anyone, else its name; and a way to save it. */
export function FileView({ file }: { file: FileFacts }) {
  const name = file.filename || (file.url?.startsWith("data:") ? undefined : file.url) || file.mime;
  if (file.url && isInlineImage(file.url))
    return (
      <figure class="image">
        <img src={file.url} alt={name} loading="lazy" decoding="async" />
        <figcaption>
          <bdi>{name}</bdi> <SaveButton file={file} name={name} />
        </figcaption>
      </figure>
    );
  return (
    <span class="file">
      <span class="chip">
        <Icon name="file" />
        <span class="chip-name" dir="auto">
          {name}
        </span>
        <span class="chip-kind">{file.mime}</span>
      </span>
      <SaveButton file={file} name={name} />
    </span>
  );
}

/** Saves a file that is here itself. It is never opened: what is in it must not run where the reader is signed in. */
function SaveButton({ file, name }: { file: FileFacts; name: string }) {
  const { saveFile } = useViewerContext();
  const [isDamaged, setDamaged] = useState(false);
  const [isDone, run] = useDone(() => {
    const bytes = bytesOf(file);
    if (!bytes) setDamaged(true);
    return bytes !== undefined && saveFile?.(savedName(file), bytes);
  });
  if (!saveFile || !holdsData(file)) return null;
  if (isDamaged)
    return (
      <span class="muted" role="status">
        It is damaged and cannot be saved.
      </span>
    );
  return (
    <button type="button" class="copy" aria-label={`Save ${name}`} onClick={run}>
      <Icon name="save" />
      <span aria-live="polite">{isDone ? "Saved" : "Save"}</span>
    </button>
  );
}

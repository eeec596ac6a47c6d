import { isInlineImage } from "../markdown/blocks.ts";
import { Icon } from "./icon.tsx";

export interface FileFacts {
  readonly mime: string;
  readonly filename?: string | null | undefined;
  readonly url?: string | undefined;
}

/** A file: the image itself where it is one that can be shown without asking anyone, else its name. */
export function FileView({ file }: { file: FileFacts }) {
  const name = file.filename || (file.url?.startsWith("data:") ? undefined : file.url) || file.mime;
  if (file.url && isInlineImage(file.url))
    return (
      <figure class="image">
        <img src={file.url} alt={name} loading="lazy" decoding="async" />
        <figcaption>{name}</figcaption>
      </figure>
    );
  return (
    <span class="chip">
      <Icon name="file" />
      <span class="chip-name">{name}</span>
      <span class="chip-kind">{file.mime}</span>
    </span>
  );
}

import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { dressCode } from "./code-block.ts";
import { LongText } from "./long-text.tsx";
import { memo } from "./memo.ts";
import { dressTasks } from "./task-boxes.ts";
import { directText } from "./text-direction.ts";
import { useViewerContext } from "./viewer-context.ts";

/** Longest text that is rendered as Markdown, in characters; a longer one would make each update slow. */
const MAX_MARKDOWN = 200_000;

/** Text as Markdown, or as it is where it is too long for that. */
export function MarkdownText({ text }: { text: string }) {
  if (text.length <= MAX_MARKDOWN) return <Markdown text={text} />;
  return (
    <>
      <p class="note">This text is very long and is shown without formatting.</p>
      <LongText text={text} look="prose" />
    </>
  );
}

function Markdown({ text }: { text: string }) {
  const { renderMarkdown } = useViewerContext();
  const blocks = useMemo(() => renderMarkdown(text), [text, renderMarkdown]);
  return (
    <div class="markdown">
      {blocks.map((html, index) => (
        <Block html={html} key={index} />
      ))}
    </div>
  );
}

/** One block; its nodes are made anew only when its own HTML changes. */
const Block = memo(function Block({ html }: { html: string }) {
  const { sanitise } = useViewerContext();
  const element = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const nodes = sanitise(html);
    dressCode(nodes);
    dressTasks(nodes);
    directText(nodes);
    element.current?.replaceChildren(nodes);
  }, [html, sanitise]);
  return <div class="block" ref={element} />;
});

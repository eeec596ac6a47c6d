import type { FrameLocator, Page } from "playwright-core";

/** One message as a viewer shows it, with its parts in order. */
export interface ShownMessage {
  readonly id: string;
  readonly role: string;
  readonly parts: readonly { readonly id: string; readonly type: string }[];
}

/** Everything that a viewer's document shows, in the order of the document; quiet parts too. */
export async function shownMessages(viewer: Page | FrameLocator): Promise<readonly ShownMessage[]> {
  return viewer.locator("[data-message-id]").evaluateAll((messages) =>
    messages.map((message) => ({
      id: message.getAttribute("data-message-id") ?? "",
      role: message.getAttribute("data-role") ?? "",
      parts: [...message.querySelectorAll("[data-part-id]")].map((part) => ({
        id: part.getAttribute("data-part-id") ?? "",
        type: part.getAttribute("data-part-type") ?? "",
      })),
    })),
  );
}

/** What the parts of a viewer's document say, by their ids; quiet and folded parts too. */
export async function shownTexts(viewer: Page | FrameLocator): Promise<ReadonlyMap<string, string>> {
  const texts = await viewer
    .locator("[data-part-id]")
    .evaluateAll((parts) => parts.map((part) => [part.getAttribute("data-part-id"), part.textContent]));
  return new Map(texts.map(([id, text]) => [id ?? "", text ?? ""]));
}

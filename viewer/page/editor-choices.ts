import { formatEditorLink, type SharePlace } from "../../protocol/links.ts";
import type { Choices } from "../components/viewer-host.ts";

/** VS Code and its kin, by the scheme that leads to each. */
const EDITORS: Readonly<Record<string, string>> = {
  vscode: "VS Code",
  "vscode-insiders": "VS Code Insiders",
  vscodium: "VSCodium",
  cursor: "Cursor",
  windsurf: "Windsurf",
};

/** Where a browser keeps which editor its reader has. */
const KEPT = "editor";

/** Links that open a place in a session in the reader's editor, beginning with the one that they took last. */
export function editorChoices(place: SharePlace): Choices {
  const all = Object.entries(EDITORS).map(([scheme, name]) => ({
    scheme,
    name,
    label: `Open in ${name}`,
    href: formatEditorLink(scheme, place),
  }));
  const [first] = all as [(typeof all)[0]];
  const kept = keptScheme();
  return {
    label: "Choose an editor",
    all,
    chosen: all.find(({ scheme }) => scheme === kept) ?? first,
    onDidChoose({ name }) {
      const taken = all.find((choice) => choice.name === name);
      if (taken) keepScheme(taken.scheme);
    },
  };
}

/** A browser that keeps nothing for pages has no choice to remember. */
function keptScheme(): string | null {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

function keepScheme(scheme: string): void {
  try {
    localStorage.setItem(KEPT, scheme);
  } catch {
    // It lasts as long as the page.
  }
}

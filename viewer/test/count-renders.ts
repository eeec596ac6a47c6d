import { options } from "preact";

declare global {
  interface Window {
    /** How often components were rendered so far; in pages that count it. */
    renders: number;
    /** How many elements and components were described so far, also where they turned out to be the same. */
    described: number;
  }
}

window.renders = 0;
window.described = 0;
// Called before a component renders; preact's own hooks live by it, too. Its types do not name it.
const hooks = options as { __r?: (node: unknown) => void };
const before = hooks.__r;
hooks.__r = (node) => {
  window.renders++;
  before?.(node);
};
const beforeNode = options.vnode;
options.vnode = (node) => {
  window.described++;
  beforeNode?.(node);
};

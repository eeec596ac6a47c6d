/** What the oldest browsers that README.md names lack, or browsers of two years ago, by where it is. */
const MISSING: Readonly<Record<string, readonly string[]>> = {
  URL: ["canParse", "parse"],
  "Array.prototype": ["with", "toSorted", "toReversed", "toSpliced", "findLast", "findLastIndex"],
  "Object.getPrototypeOf(Uint8Array).prototype": [
    "with",
    "toSorted",
    "toReversed",
    "findLast",
    "findLastIndex",
  ],
  Array: ["fromAsync"],
  Object: ["groupBy"],
  Map: ["groupBy"],
  "Map.prototype": ["getOrInsert", "getOrInsertComputed"],
  Promise: ["withResolvers", "try"],
  "Set.prototype": [
    "union",
    "intersection",
    "difference",
    "symmetricDifference",
    "isSubsetOf",
    "isSupersetOf",
    "isDisjointFrom",
  ],
  "Iterator.prototype": [
    "map",
    "filter",
    "take",
    "drop",
    "flatMap",
    "reduce",
    "toArray",
    "forEach",
    "some",
    "every",
    "find",
  ],
  "String.prototype": ["isWellFormed", "toWellFormed"],
  RegExp: ["escape"],
  Symbol: ["dispose", "asyncDispose"],
  AbortSignal: ["any", "timeout"],
  "Element.prototype": ["checkVisibility", "setHTML", "moveBefore", "getHTML"],
  "HTMLElement.prototype": ["togglePopover", "showPopover", "hidePopover"],
  "ReadableStream.prototype": ["Symbol.asyncIterator", "values"],
  ReadableStream: ["from"],
  "Uint8Array.prototype": ["toBase64", "toHex"],
  Uint8Array: ["fromBase64", "fromHex"],
  Error: ["captureStackTrace", "isError"],
  Intl: ["Segmenter", "DurationFormat"],
  document: ["startViewTransition"],
  navigator: ["locks", "scheduling", "userAgentData"],
  window: [
    "structuredClone",
    "Iterator",
    "scheduler",
    "requestIdleCallback",
    "cancelIdleCallback",
    "navigation",
    "Sanitizer",
    "Highlight",
    "trustedTypes",
  ],
};

/** A script that makes an older browser of a new one, as far as its functions go; run before any of a page's. */
export const makeOlder = Object.entries(MISSING)
  .map(([place, names]) => {
    const keys = names.map((name) => (name.startsWith("Symbol.") ? name : JSON.stringify(name)));
    return `for (const key of [${keys}]) { let at = ${place}; while (at && !Object.hasOwn(at, key)) at = Object.getPrototypeOf(at); if (at) delete at[key]; }`;
  })
  .join("\n");

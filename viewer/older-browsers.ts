// What is called by a library, or by code that runs in Node as well, and older browsers that README.md names lack. The
// compiler keeps the language's own newer methods out (`lib` in tsconfig.json).

/** The older standard: an address that cannot be parsed throws. */
function canParse(url: string | URL, base?: string | URL): boolean {
  try {
    new URL(url, base);
    return true;
  } catch {
    return false;
  }
}

/** Aborts with the first of the signals, and leaves the others alone from then on. */
function anySignal(signals: Iterable<AbortSignal>): AbortSignal {
  const controller = new AbortController();
  const { signal } = controller;
  for (const it of signals) {
    if (it.aborted) controller.abort(it.reason);
    else it.addEventListener("abort", () => controller.abort(it.reason), { once: true, signal });
  }
  return signal;
}

/** Puts in the places of what is missing what does the same. */
export function fillIn({ URL, AbortSignal }: Pick<typeof globalThis, "URL" | "AbortSignal">): void {
  URL.canParse ??= canParse;
  AbortSignal.any ??= anySignal;
}

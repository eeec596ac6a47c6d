import type { Disposable } from "../../../primitives/disposable.ts";
import { combineSources } from "../combine-sources.ts";
import { lookRegularly } from "../look-regularly.ts";
import type { SessionSource } from "../session-source.ts";
import type { StorageLocation } from "./find-storage.ts";
import { type OpencodeSourceDeps, openOpencodeSource } from "./open-opencode-source.ts";
import { existingPlaces } from "./storage-places.ts";

type OnDidChange = Parameters<SessionSource["watch"]>[0];

/** The sessions of all storages that there are in some places, as one. Those that are missing may appear later. */
export function openStoragePlaces(
  places: readonly StorageLocation[],
  deps: OpencodeSourceDeps,
): SessionSource & Disposable {
  const [first] = places;
  if (!first) throw new Error("there is no place to look for sessions in");
  if (places.length === 1) return openOpencodeSource(first, deps);
  const opened = new Map<StorageLocation, SessionSource & Disposable>();
  const { list, read } = combineSources({
    sources: async () => sources(),
    report: (message) => deps.onSkip?.(message),
  });
  /** Of the first place as long as there is nothing anywhere: it says what is missing. */
  const sources = () => {
    const existing = existingPlaces(places);
    return (existing.length > 0 ? existing : [first]).map(sourceAt);
  };
  return { list, read, watch, dispose };

  function sourceAt(place: StorageLocation): SessionSource & Disposable {
    const source = opened.get(place) ?? openOpencodeSource(place, deps);
    opened.set(place, source);
    return source;
  }

  function watch(onDidChange: OnDidChange): Disposable {
    const watches = new Map(sources().map((source) => [source, source.watch(onDidChange)]));
    const looking = lookRegularly(() => {
      const appeared = sources().filter((source) => !watches.has(source));
      for (const source of appeared) watches.set(source, source.watch(onDidChange));
      if (appeared.length > 0) onDidChange(undefined);
    });
    return {
      dispose() {
        looking.dispose();
        for (const one of watches.values()) one.dispose();
      },
    };
  }

  function dispose(): void {
    for (const source of opened.values()) source.dispose();
  }
}

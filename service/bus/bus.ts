/**
 * What a node tells the others: where to look, never what there is to see, which each reads from the store. So what is lost,
 * doubled or late does no harm that the next look does not mend.
 */
export type News =
  /** A share has made a step. */
  | { readonly kind: "step"; readonly shareId: string; readonly revision: number }
  /** Who may read a share, how it is described, or whether it is there at all, may have changed. */
  | { readonly kind: "share"; readonly shareId: string }
  /** Somebody's right to be anywhere may be over: a session, a token, a user. */
  | { readonly kind: "people" };

/** What a node does about the others' news. */
export interface BusListener {
  /**
   * Acts on news; resolves when who may no longer read here is gone. What it throws makes it be told again.
   * It may be told what it knows.
   */
  hear(news: News): Promise<void>;
  /** The shares that somebody follows or reads here. */
  watched(): Iterable<string>;
  /** Nothing of other nodes can have been heard for a while: whoever follows or reads here has to come back later. */
  letGo(): void;
}

/** Between the nodes of a service. */
export interface Bus {
  /** Begins to hear what others tell. Once. */
  subscribe(listener: BusListener): void;
  /**
   * Tells the others what has been made durable before. Of a step, resolves at once. Of everything else, resolves when all
   * nodes that may have viewers have acted on it, or when that has taken as long as an answer may wait for it: then
   * `accessOf` keeps from them what is written from now on.
   * Never throws: who could not be told finds it out.
   */
  tell(news: News): Promise<void>;
  /** A text that is another one whenever who may read a share may have changed. @throws StoreUnavailableError */
  accessOf(shareId: string): Promise<string>;
  /** Tells what waits to be told, and hears nothing more. */
  close(): Promise<void>;
}

import { useMemo } from "preact/hooks";
import type { Conversation } from "../model/conversation.ts";
import { plural } from "../model/format.ts";
import { isLoaded, type ViewerState } from "../model/viewer-state.ts";
import type { Account } from "./access.ts";
import { BusyPage } from "./busy-page.tsx";
import { EndPage } from "./end-page.tsx";
import { FactLine, Header } from "./header.tsx";
import { Icon } from "./icon.tsx";
import { SubAgentsContext } from "./nesting.ts";
import { SubAgentView } from "./sub-agent-view.tsx";
import { TurnList } from "./turn-list.tsx";
import { type ViewerContext, ViewerContextProvider } from "./viewer-context.ts";
import type { ViewerHost } from "./viewer-host.ts";

export interface ViewerProps {
  readonly state: ViewerState;
  readonly conversation: Conversation;
  readonly host: ViewerHost;
  readonly account: Account | undefined;
  readonly tools: Omit<ViewerContext, "directory">;
  /** How many turns to render, while a long conversation is being built up. */
  readonly shownTurns: number;
  /** There is something new below, and the reader is elsewhere. */
  readonly hasNews: boolean;
  /** A link led to what is not there. */
  readonly hasMissed: boolean;
  /** The reader has read that. */
  onDismiss(): void;
  onJumpToEnd(): void;
}

/** The whole of it. */
export function Viewer({ state, host, account, ...rest }: ViewerProps) {
  const { conversation, tools, shownTurns, hasNews, hasMissed, onDismiss, onJumpToEnd } = rest;
  const { facts, turns, subAgents, activeId, undone } = conversation;
  const { directory } = facts;
  const context = useMemo(() => ({ ...tools, directory }), [tools, directory]);
  const { status } = state;
  if (status.phase === "ended")
    return <EndPage why={status.why} words={status.message} access={host.access} account={account} />;
  if (status.phase === "reconnecting" && state.about === undefined)
    return <BusyPage reason={status.reason} onRetry={() => host.retry()} />;
  return (
    <ViewerContextProvider.Provider value={context}>
      <div class="top">
        {state.about === undefined ? (
          <div class="header" />
        ) : (
          <Header
            facts={facts}
            status={status}
            mode={state.about.mode}
            actions={host.actions}
            account={account}
          />
        )}
        {status.phase === "reconnecting" && <Banner reason={status.reason} onRetry={() => host.retry()} />}
        {hasMissed && <Missed onDismiss={onDismiss} />}
      </div>
      <main class="conversation">
        {state.about !== undefined && <FactLine facts={facts} />}
        <SubAgentsContext.Provider value={subAgents.called}>
          <TurnList turns={turns} activeId={activeId} undone={undone} shown={shownTurns} />
          {shownTurns >= turns.length &&
            subAgents.uncalled.map((agent) => (
              <SubAgentView agent={agent} isActive={activeId !== undefined} key={agent.id} />
            ))}
        </SubAgentsContext.Provider>
        {undone > 0 && <p class="divider">{plural(undone, "message")} taken back by the author</p>}
        {!isLoaded(state) && turns.length === 0 && <Skeleton />}
        {isLoaded(state) && turns.length === 0 && <Empty isLive={state.about?.mode === "live"} />}
      </main>
      {hasNews && (
        <button type="button" class="news" onClick={onJumpToEnd}>
          New messages <Icon name="down" />
        </button>
      )}
    </ViewerContextProvider.Provider>
  );
}

function Banner({ reason, onRetry }: { reason: string; onRetry(): void }) {
  return (
    <div class="banner" role="status">
      <span>{reason} Trying again …</span>
      <button type="button" class="button" onClick={onRetry}>
        Retry
      </button>
    </div>
  );
}

function Missed({ onDismiss }: { onDismiss(): void }) {
  return (
    <div class="banner banner-quiet" role="status">
      <span>What this link leads to is not in this session. The author may have taken it back.</span>
      <button type="button" class="button" onClick={onDismiss}>
        Dismiss
      </button>
    </div>
  );
}

function Empty({ isLive }: { isLive: boolean }) {
  return (
    <div class="empty">
      <p>Nothing has been said yet.</p>
      {isLive && <p class="muted">This page is live: messages appear here as they are written.</p>}
    </div>
  );
}

function Skeleton() {
  return (
    <div class="skeleton" role="status" aria-label="Loading the shared session">
      {["user", "assistant", "user", "assistant"].map((kind, index) => (
        <div class={`bone bone-${kind}`} key={index}>
          <span />
          <span />
          <span />
        </div>
      ))}
    </div>
  );
}

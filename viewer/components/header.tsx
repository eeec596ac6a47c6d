import type { ComponentChildren } from "preact";
import type { FollowStatus } from "../../protocol/panel.ts";
import type { SeenKind } from "../../protocol/seen.ts";
import { formatCost, formatCount } from "../model/format.ts";
import type { SessionFacts } from "../model/session-facts.ts";
import type { Account } from "./access.ts";
import { AccountLine } from "./account-line.tsx";
import { ActionBar } from "./action-bar.tsx";
import { memo } from "./memo.ts";
import { Time } from "./time.tsx";
import type { Action } from "./viewer-host.ts";

interface HeaderProps {
  readonly facts: SessionFacts;
  readonly status: FollowStatus;
  readonly mode: SeenKind | undefined;
  readonly actions: readonly Action[];
  readonly account: Account | undefined;
}

/** Which session this is, how it stands, and what one can do with it. */
export const Header = memo(function Header({ facts, status, mode, actions, account }: HeaderProps) {
  return (
    <header class="header">
      <div class="header-inner">
        <div class="header-title">
          <h1 title={facts.title} dir="auto">
            {facts.title}
          </h1>
          <Badge status={status} mode={mode} />
        </div>
        {account && <AccountLine account={account} />}
        <ActionBar actions={actions} />
      </div>
    </header>
  );
});

function Badge({ status, mode }: Pick<HeaderProps, "status" | "mode">) {
  const [name, label] = badgeOf(status, mode);
  return (
    <span class={`badge badge-${name}`} role="status">
      {label}
    </span>
  );
}

function badgeOf(status: FollowStatus, mode: SeenKind | undefined): readonly [name: string, label: string] {
  if (status.phase === "ended") return ["ended", "Ended"];
  if (status.phase === "reconnecting") return ["reconnecting", "Reconnecting"];
  if (mode === "snapshot") return ["snapshot", "Snapshot"];
  if (status.phase === "polling") return ["polling", "Updates every few seconds"];
  return status.phase === "live" ? ["live", "Live"] : ["connecting", "Connecting"];
}

/** What is known of the session, in one quiet line above the conversation. */
export const FactLine = memo(function FactLine({ facts }: { facts: SessionFacts }) {
  const { agent, model, startedAt, cost, tokens, expiresAt } = facts;
  return (
    <dl class="facts">
      {agent && <Fact name="Agent">{agent}</Fact>}
      {model && <Fact name="Model">{model}</Fact>}
      {startedAt !== undefined && (
        <Fact name="Started">
          <Time at={startedAt} hasDate />
        </Fact>
      )}
      {cost !== undefined && cost > 0 && <Fact name="Cost">{formatCost(cost)}</Fact>}
      {tokens !== undefined && tokens > 0 && <Fact name="Tokens">{formatCount(tokens)}</Fact>}
      {expiresAt !== undefined && (
        <Fact name="Link expires">
          <Time at={expiresAt} hasDate />
        </Fact>
      )}
    </dl>
  );
});

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd>
        <bdi>{children}</bdi>
      </dd>
    </div>
  );
}

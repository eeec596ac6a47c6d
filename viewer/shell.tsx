import { render } from "preact";
import type { ShareEvent } from "../protocol/panel.ts";
import { Arrival } from "./arrival.ts";
import type { Account } from "./components/access.ts";
import { codeToCopy } from "./components/code-block.ts";
import { EndPage } from "./components/end-page.tsx";
import { Viewer } from "./components/viewer.tsx";
import type { ViewerContext } from "./components/viewer-context.ts";
import type { ViewerHost } from "./components/viewer-host.ts";
import { MarkdownRenderer } from "./markdown/blocks.ts";
import { Sanitiser } from "./markdown/sanitise.ts";
import { nextShown } from "./model/building.ts";
import { type Conversation, ConversationReader } from "./model/conversation.ts";
import { Moments } from "./model/moments.ts";
import { latestTurn } from "./model/quiet.ts";
import type { Turn } from "./model/turns.ts";
import { initialState, isLoaded, reduce, startedOver, type ViewerState } from "./model/viewer-state.ts";
import { ScrollAnchor } from "./scroll-anchor.ts";

/** A window that is not painted has no animation frames: it renders this often instead, ms. */
const UNPAINTED_MS = 250;

/** Runs a viewer in an element: takes events as they come, and renders once per frame. */
export class ViewerShell {
  readonly #root: HTMLElement;
  readonly #host: ViewerHost;
  readonly #reader = new ConversationReader();
  readonly #place: ScrollAnchor;
  readonly #arrival: Arrival;
  readonly #tools: Omit<ViewerContext, "directory">;
  #state: ViewerState = initialState;
  #events: ShareEvent[] = [];
  /** How many turns are drawn, while a long conversation is being built up, so that the page answers meanwhile. */
  #shownTurns = 0;
  #isScheduled = false;
  #hasFailed = false;
  /** A link led to what is not there, and the reader has not put the notice away. */
  #hasMissed = false;
  #account: Account | undefined;

  constructor(root: HTMLElement, host: ViewerHost) {
    this.#root = root;
    this.#host = host;
    this.#tools = toolsOf(host);
    this.#place = new ScrollAnchor(() => this.#schedule());
    this.#arrival = new Arrival(
      root,
      () => this.#schedule(),
      () => this.#tellMissed(true),
    );
    root.addEventListener("click", (event) => void this.#copyCode(event));
    this.#render();
  }

  receive(event: ShareEvent): void {
    this.#events.push(event);
    this.#schedule();
  }

  /**
   * Forgets everything, an end too: the share is about to be followed from the beginning. What was on view is gone when
   * this returns, so that nobody asks twice for what they have got.
   */
  startOver(): void {
    this.#events = [];
    this.#state = initialState;
    this.#shownTurns = 0;
    this.#hasMissed = false;
    this.#render();
  }

  /** A message on view, of the session or of a sub-agent; undefined when there is none of this id (any more). */
  turn(messageId: string): Turn | undefined {
    const { turns, subAgents } = this.#reader.read(this.#state);
    const all = [turns, ...[...subAgents.called.values(), ...subAgents.uncalled].map((agent) => agent.turns)];
    return all.flat().find(({ id }) => id === messageId);
  }

  /** Takes the reader to a place in the session, as soon as it is there. */
  goTo(anchor: string): void {
    this.#arrival.goTo(anchor);
    this.#tellMissed(false);
  }

  /** Shows who is signed in. */
  welcome(account: Account): void {
    this.#account = account;
    this.#schedule();
  }

  #tellMissed(hasMissed: boolean): void {
    this.#hasMissed = hasMissed;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    const run = () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      this.#isScheduled = false;
      this.#render();
    };
    const frame = requestAnimationFrame(run);
    const timer = setTimeout(run, UNPAINTED_MS);
  }

  #render(): void {
    if (this.#hasFailed) return;
    try {
      this.#show();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Says so in place of what could not be drawn, which may be there by halves. */
  #fail(error: unknown): void {
    reportError(error);
    this.#hasFailed = true;
    const place = document.createElement("div");
    this.#root.replaceChildren(place);
    render(<EndPage why="failed" />, place);
    this.#host.onDidRender?.(undefined);
  }

  #show(): void {
    const events = this.#events;
    this.#events = [];
    this.#state = reduce(this.#state, events);
    if (this.#state.outOfStep) {
      this.#state = startedOver(this.#state);
      this.#host.restart();
    }
    const conversation = this.#reader.read(this.#state);
    this.#shownTurns = nextShown(conversation.turns, this.#shownTurns);
    const latest = latestTurn(conversation.turns);
    const isComplete = this.#isComplete(conversation);
    this.#place.keep(latest, isComplete, () => this.#draw(conversation));
    this.#arrival.onDidDraw(isComplete, conversation.subAgents);
    const isOver = this.#state.status.phase === "ended" || this.#state.about === undefined;
    this.#host.onDidRender?.(isOver ? undefined : conversation.facts.title);
    if (this.#shownTurns < conversation.turns.length) this.#schedule();
  }

  #isComplete(conversation: Conversation): boolean {
    return isLoaded(this.#state) && this.#shownTurns >= conversation.turns.length;
  }

  #draw(conversation: Conversation): void {
    render(
      <Viewer
        state={this.#state}
        conversation={conversation}
        host={this.#host}
        account={this.#account}
        tools={this.#tools}
        shownTurns={this.#shownTurns}
        hasNews={this.#place.hasNews}
        hasMissed={this.#hasMissed}
        onDismiss={() => this.#tellMissed(false)}
        onJumpToEnd={() => this.#place.jumpToEnd()}
      />,
      this.#root,
    );
  }

  async #copyCode(event: Event): Promise<void> {
    const code = codeToCopy(event);
    if (!code) return;
    await this.#host.copyText(code.text);
    code.button.textContent = "Copied";
    setTimeout(() => {
      code.button.textContent = "Copy";
    }, 2000);
  }
}

function toolsOf(host: ViewerHost): Omit<ViewerContext, "directory"> {
  const renderer = new MarkdownRenderer();
  const sanitiser = new Sanitiser(window);
  return {
    copyText: (text) => host.copyText(text),
    linkTo: (anchor) => host.linkTo(anchor),
    saveFile: host.saveFile,
    moments: new Moments(),
    renderMarkdown: (text) => renderer.render(text),
    sanitise: (html) => sanitiser.sanitise(html),
  };
}

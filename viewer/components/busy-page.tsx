import { Icon } from "./icon.tsx";

/** Nothing has come yet, and the service cannot be asked now: it is tried again, by itself or at the word. */
export function BusyPage({ reason, onRetry }: { reason: string; onRetry(): void }) {
  return (
    <main class="end" data-end="busy">
      <div class="end-inner">
        <span class="end-icon">
          <Icon name="alert" />
        </span>
        <div role="status">
          <h1>{reason}</h1>
          <p>This page tries again by itself and shows the session as soon as it can.</p>
        </div>
        <div class="end-way">
          <button type="button" class="button" onClick={onRetry}>
            Retry
          </button>
        </div>
      </div>
    </main>
  );
}

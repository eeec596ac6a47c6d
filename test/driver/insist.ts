import { WAIT_MS } from "../../fixtures/limits.ts";

/** How long the first try may take, ms. */
const FIRST_MS = 4_000;

/**
 * Does what the window may take away from under a person's hands: then again, as they would, with twice the time, since a slow
 * machine looks the same.
 * @param act gets the time that it may take, ms
 */
export async function insist(act: (timeout: number) => Promise<void>): Promise<void> {
  for (let timeout = FIRST_MS; ; timeout *= 2)
    try {
      return await act(timeout);
    } catch (error) {
      if (timeout > WAIT_MS / 2) throw error;
    }
}

import type { OpenReadings } from "../contents/open-readings.ts";
import type { View } from "../contents/share-contents.ts";
import type { Journal } from "./journal.ts";
import type { ShareLedger } from "./share-ledger.ts";

/**
 * What a share holds beyond a revision, once that is durable. Its bytes stay where they are until what `begin` has begun
 * says that it has ended.
 */
export async function withView<R>(
  share: Journal<ShareLedger>,
  revision: number,
  begin: (readings: OpenReadings, view: View, end: () => void) => R,
): Promise<R> {
  const readings = share.peek((ledger) => ledger.readings);
  const letGo = readings.hold();
  try {
    const view = await share.read(({ contents }) => contents.since(revision));
    return begin(readings, view, letGo);
  } catch (error) {
    letGo();
    throw error;
  }
}

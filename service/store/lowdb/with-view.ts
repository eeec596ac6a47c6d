import type { OpenReadings } from "../contents/open-readings.ts";
import type { ShareContents, View } from "../contents/share-contents.ts";
import type { Journal } from "./journal.ts";
import type { ShareLedger } from "./share-ledger.ts";

/**
 * What is taken of a share's contents, once that is durable. Its bytes stay where they are until what `begin` has begun
 * says that it has ended.
 */
export async function withView<R, V = View>(
  share: Journal<ShareLedger>,
  take: (contents: ShareContents) => V,
  begin: (readings: OpenReadings, view: V, end: () => void) => R,
): Promise<R> {
  const readings = share.peek((ledger) => ledger.readings);
  const letGo = readings.hold();
  try {
    const view = await share.read(({ contents }) => take(contents));
    return begin(readings, view, letGo);
  } catch (error) {
    letGo();
    throw error;
  }
}

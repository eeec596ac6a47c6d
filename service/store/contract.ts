import { describeContents } from "./contract/contents.ts";
import { describeEndedShares } from "./contract/ended-shares.ts";
import { describeReadings } from "./contract/readings.ts";
import { describeUpkeep } from "./contract/upkeep.ts";
import { describeWhatIsKnown } from "./contract/what-is-known.ts";
import type { ShareStore } from "./store.ts";

/** What every store promises. `open` gives an empty one, which the suite closes. */
export function describeShareStore(name: string, open: () => Promise<ShareStore>): void {
  describe(`${name} as a share store`, () => {
    describeWhatIsKnown(open);
    describeContents(open);
    describeReadings(open);
    describeEndedShares(open);
    describeUpkeep(open);
  });
}

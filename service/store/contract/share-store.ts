import type { ShareStore } from "../store.ts";
import { describeContents } from "./contents.ts";
import { describeEndedShares } from "./ended-shares.ts";
import { describeReadings } from "./readings.ts";
import { describeUpkeep } from "./upkeep.ts";
import { describeWhatIsKnown } from "./what-is-known.ts";

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

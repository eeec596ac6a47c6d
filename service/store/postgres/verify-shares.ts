import { HALF_BYTES } from "../contents/content.ts";
import type { Verified } from "../verified.ts";
import type { Database } from "./database.ts";
import { BASE } from "./piece-source.ts";
import { sensibleMeta } from "./share-rows.ts";

/** How many shares are looked at before others get a turn. */
const AT_ONCE = 100;

interface FoundShare {
  readonly share_id: string;
  readonly reference: string;
  readonly revision: number;
}

/** What is counted of a share, beside what its contents come to. */
interface Counted {
  readonly keys: number;
  readonly counted: number;
  readonly broken: number;
  readonly meta: string | null;
}

/**
 * Says of each share whether the pieces of all its contents are there. What the bytes say is the database's to keep, which
 * has checksums of its own.
 */
export async function* verifyShares(database: Database): AsyncIterable<Verified> {
  const [all] = await database.query<{ shares: number }>("SELECT count(*) AS shares FROM share");
  yield { name: "index", records: all?.shares ?? 0 };
  let after = "";
  for (;;) {
    const shares = await database.query<FoundShare>(
      "SELECT share_id, reference, revision FROM share WHERE state = 'live' AND share_id > $1 ORDER BY share_id LIMIT $2",
      [after, AT_ONCE],
    );
    for (const share of shares) {
      const verified = await verifyShare(database, share);
      if (verified) yield verified;
    }
    const last = shares.at(-1);
    if (!last) return;
    after = last.share_id;
  }
}

/** What an entry's pieces come to, some of them, in bytes: a character that joins two pieces stands for a half in each. */
const bytesOf = (condition: string) =>
  `(SELECT COALESCE(sum(length(piece.bytes) + COALESCE(octet_length(piece.joint) - ${2 * HALF_BYTES}, 0)), 0)
    FROM piece WHERE piece.share_id = entry.share_id AND piece.key = entry.key AND piece.put = entry.put AND ${condition})`;

/** Undefined: it has ended meanwhile. */
async function verifyShare(
  database: Database,
  { share_id, reference }: FoundShare,
): Promise<Verified | undefined> {
  // One statement, so that it is of one moment.
  const [found] = await database.query<Counted & { revision: number }>(
    `SELECT share.revision, share.keys, share.meta,
       (SELECT count(*) FROM entry WHERE entry.share_id = share.share_id AND put IS NOT NULL) AS counted,
       (SELECT count(*) FROM entry WHERE entry.share_id = share.share_id AND put IS NOT NULL
          AND (base_size <> ${bytesOf(`piece.text = ${BASE}`)} OR size <> ${bytesOf("true")})) AS broken
     FROM share WHERE share.share_id = $1 AND share.state = 'live'`,
    [share_id],
  );
  if (!found) return undefined;
  const { revision, keys, counted, broken, meta } = found;
  const verified = { name: reference, records: revision };
  if (!sensibleMeta({ share_id, meta }))
    return { ...verified, problem: "what is known of it makes no sense: it is closed to all but admins" };
  if (broken > 0) return { ...verified, problem: `pieces of ${broken} contents are missing` };
  if (keys !== counted)
    return { ...verified, problem: `${counted} contents are there, and ${keys} were counted` };
  return verified;
}

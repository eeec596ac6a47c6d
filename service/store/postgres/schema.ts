/**
 * How the database becomes what this version needs: each step is made once, in order, and never changed afterwards. The
 * statements run one by one outside of a transaction, as some engines want it, and may run again where a node has ended
 * in between. They keep to what engines that speak PostgreSQL's protocol have in common: plain tables whose rows begin
 * with what they are found by; no sequences, triggers, DO blocks, savepoints or advisory locks. Text that is ordered is
 * ordered by its bytes.
 */
export const MIGRATIONS: readonly (readonly string[])[] = [
  [
    // A share that lives, or what is left of one: then `state` says why, and all but id, reference and time are empty.
    `CREATE TABLE IF NOT EXISTS share (
      share_id text COLLATE "C" PRIMARY KEY,
      reference text COLLATE "C" NOT NULL,
      state text NOT NULL,
      gone_at bigint,
      version bigint NOT NULL DEFAULT 1,
      owner_id text,
      org text,
      created_at bigint,
      expires_at bigint,
      title text,
      meta text,
      opens text,
      revision bigint NOT NULL DEFAULT 0,
      history_starts_at bigint NOT NULL DEFAULT 0,
      bytes bigint NOT NULL DEFAULT 0,
      keys bigint NOT NULL DEFAULT 0,
      deletions bigint NOT NULL DEFAULT 0
    )`,
    "CREATE INDEX IF NOT EXISTS share_by_reference ON share (reference)",
    "CREATE INDEX IF NOT EXISTS share_by_time ON share (created_at DESC, reference) WHERE state = 'live'",
    "CREATE INDEX IF NOT EXISTS share_by_org ON share (org, created_at DESC, reference) WHERE state = 'live'",
    "CREATE INDEX IF NOT EXISTS share_by_owner ON share (owner_id, org, created_at DESC, reference) WHERE state = 'live'",
    "CREATE INDEX IF NOT EXISTS share_by_end ON share (expires_at, share_id) WHERE state = 'live'",
    "CREATE INDEX IF NOT EXISTS share_by_gone_at ON share (gone_at) WHERE state <> 'live'",
    // How many living shares somebody or an organisation has.
    "CREATE TABLE IF NOT EXISTS share_count (scope text PRIMARY KEY, shares bigint NOT NULL)",
    // What a share holds under a key, or that it was deleted: then there is neither `put` nor a piece.
    `CREATE TABLE IF NOT EXISTS entry (
      share_id text COLLATE "C" NOT NULL,
      key text COLLATE "C" NOT NULL,
      revision bigint NOT NULL,
      put bigint,
      size bigint NOT NULL DEFAULT 0,
      base_size bigint NOT NULL DEFAULT 0,
      texts text,
      PRIMARY KEY (share_id, key)
    )`,
    "CREATE INDEX IF NOT EXISTS entry_by_revision ON entry (share_id, revision)",
    // The bytes of a content that was put at a revision: of its JSON text (`text` −1), and of what its texts grew by.
    `CREATE TABLE IF NOT EXISTS piece (
      share_id text COLLATE "C" NOT NULL,
      key text COLLATE "C" NOT NULL,
      put bigint NOT NULL,
      text integer NOT NULL,
      n integer NOT NULL,
      size integer NOT NULL,
      units integer NOT NULL DEFAULT 0,
      half integer NOT NULL DEFAULT 0,
      joint text,
      bytes bytea NOT NULL,
      PRIMARY KEY (share_id, key, put, text, n)
    )`,
    // Contents that were replaced, and stay for a while for who reads them.
    `CREATE TABLE IF NOT EXISTS replaced (
      share_id text COLLATE "C" NOT NULL,
      key text COLLATE "C" NOT NULL,
      put bigint NOT NULL,
      at bigint NOT NULL,
      PRIMARY KEY (share_id, key, put)
    )`,
    "CREATE INDEX IF NOT EXISTS replaced_by_time ON replaced (at)",
    `CREATE TABLE IF NOT EXISTS token (
      hash text PRIMARY KEY,
      created_at bigint NOT NULL,
      record text
    )`,
    `CREATE TABLE IF NOT EXISTS known_user (
      key text PRIMARY KEY,
      who text NOT NULL,
      until bigint NOT NULL
    )`,
    "CREATE TABLE IF NOT EXISTS ended_session (session_id text PRIMARY KEY, until bigint NOT NULL)",
    `CREATE TABLE IF NOT EXISTS audit (
      at bigint NOT NULL,
      id text COLLATE "C" NOT NULL,
      action text NOT NULL,
      actor text NOT NULL,
      share text,
      org text,
      share_org text,
      record text NOT NULL,
      PRIMARY KEY (at, id)
    )`,
    "CREATE INDEX IF NOT EXISTS audit_by_share ON audit (share, at, id)",
    "CREATE INDEX IF NOT EXISTS audit_by_actor ON audit (actor, at, id)",
    // Which service runs on the database, and until when it need not say so again.
    `CREATE TABLE IF NOT EXISTS lease (
      name text PRIMARY KEY,
      holder text NOT NULL,
      who text NOT NULL,
      until timestamptz NOT NULL
    )`,
    "CREATE TABLE IF NOT EXISTS secret (name text PRIMARY KEY, value bytea NOT NULL)",
  ],
  [
    // Which nodes run on the database, and until when each need not say so again.
    `CREATE TABLE IF NOT EXISTS node (
      node_id text COLLATE "C" PRIMARY KEY,
      who text NOT NULL,
      until timestamptz NOT NULL
    )`,
    // How often somebody's right to be anywhere has ended: one row.
    "CREATE TABLE IF NOT EXISTS people (id integer PRIMARY KEY, rights_ended bigint NOT NULL)",
    // What is limited within an hour, by the hash of what it is called, and until when (ms since 1970).
    `CREATE TABLE IF NOT EXISTS counted (
      name text COLLATE "C" PRIMARY KEY,
      until bigint NOT NULL,
      count bigint NOT NULL
    )`,
    "CREATE INDEX IF NOT EXISTS counted_by_end ON counted (until)",
  ],
];

import type { Json, JsonObject } from "../../../../protocol/json.ts";
import { CONTENT_LIMITS, excessOfText } from "../../../../protocol/json-measure.ts";
import { MAX_TITLE_LENGTH } from "../../../../protocol/limits.ts";
import { storedTime } from "../../../../protocol/time.ts";
import { cutText } from "../../../../protocol/told-text.ts";
import type { SessionSummary } from "../../session-source.ts";
import { publicSession } from "../mapping/v1-content.ts";
import { OPENCODE } from "../session/agent-id.ts";
import type { Child } from "./session-form.ts";
import type { Row, Tables } from "./tables.ts";

/** Columns of `session` and `session_v2` that are read, where they exist. */
export const SUMMARY_COLUMNS = [
  "id",
  "parent_id",
  "directory",
  "title",
  "agent",
  "time_created",
  "time_updated",
];
export const SESSION_COLUMNS = [
  ...SUMMARY_COLUMNS,
  ...[
    "project_id",
    "slug",
    "path",
    "version",
    "agent",
    "model",
    "revert",
    "fork_session_id",
    "fork_boundary",
  ],
  ...["summary_additions", "summary_deletions", "summary_files", "summary_diffs"],
  ...["cost", "tokens_input", "tokens_output", "tokens_reasoning", "tokens_cache_read", "tokens_cache_write"],
  ...["time_compacting", "time_archived"],
];

/** The sessions in a table that name another one as their parent, in a fixed order. */
export function childrenIn(tables: Tables, table: "session" | "session_v2", parentId: string): Child[] {
  if (!tables.has(table, "parent_id")) return [];
  return tables
    .select(table, ["id", "time_created"], "where parent_id = ? order by id", parentId)
    .map(({ id, time_created }) => ({ id: String(id), createdAt: storedTime(time_created) }));
}

export function summaryOf(row: Row): SessionSummary {
  return {
    id: String(row.id),
    agentId: OPENCODE,
    title: cutText(textOr(row.title, ""), MAX_TITLE_LENGTH),
    directory: textOr(row.directory, ""),
    parentId: typeof row.parent_id === "string" ? row.parent_id : undefined,
    ...(typeof row.agent === "string" ? { mode: row.agent } : {}),
    createdAt: storedTime(row.time_created),
    updatedAt: storedTime(row.time_updated) || storedTime(row.time_created),
  };
}

/** The session object that opencode's API makes of a row. */
export function sessionOf(row: Row): JsonObject {
  return publicSession(
    String(row.id),
    present({
      slug: row.slug,
      version: row.version,
      projectID: row.project_id,
      directory: row.directory,
      path: row.path,
      parentID: row.parent_id,
      fork: forkOf(row),
      title: row.title,
      agent: row.agent,
      model: parsed(row.model),
      summary: summaryOfChanges(row),
      cost: row.cost,
      tokens: tokensOf(row),
      time: present({
        created: row.time_created,
        updated: row.time_updated,
        compacting: row.time_compacting,
        archived: row.time_archived,
      }),
      revert: parsed(row.revert),
    }),
  );
}

function forkOf(row: Row): Json | undefined {
  if (typeof row.fork_session_id !== "string") return undefined;
  return present({ sessionID: row.fork_session_id, boundary: parsed(row.fork_boundary) });
}

function summaryOfChanges(row: Row): Json | undefined {
  const { summary_additions: additions, summary_deletions: deletions, summary_files: files } = row;
  if (typeof additions !== "number" && typeof deletions !== "number" && typeof files !== "number")
    return undefined;
  return present({
    additions: additions ?? 0,
    deletions: deletions ?? 0,
    files: files ?? 0,
    diffs: parsed(row.summary_diffs),
  });
}

function tokensOf(row: Row): Json | undefined {
  if (row.tokens_input === undefined) return undefined;
  return {
    input: countOf(row.tokens_input),
    output: countOf(row.tokens_output),
    reasoning: countOf(row.tokens_reasoning),
    cache: { read: countOf(row.tokens_cache_read), write: countOf(row.tokens_cache_write) },
  };
}

const countOf = (value: unknown) => (typeof value === "number" && Number.isFinite(value) ? value : 0);

/** A JSON column; undefined when it is empty, broken, or too much to be handled. */
function parsed(value: unknown): Json | undefined {
  if (typeof value !== "string" || excessOfText(value, CONTENT_LIMITS)) return undefined;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return undefined;
  }
}

/** Without what is not there: NULL columns and columns that this database does not have. */
function present(fields: Readonly<Record<string, unknown>>): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== null),
  ) as JsonObject;
}

const textOr = (value: unknown, otherwise: string) => (typeof value === "string" ? value : otherwise);

import { identify } from "../../identity/identify.ts";
import { entryPieces } from "../../store/entry-pieces.ts";
import type { GuardedFolder, GuardedShare, OpenService } from "./guarded-folder.ts";

/** What everybody gets of every share: its contents as text, or the name of the error that says why not. */
export type Answers = ReadonlyMap<string, string>;

const READ = "read: ";
export const isRead = (answer: string | undefined) => answer?.startsWith(READ) ?? false;

/** Asks for every share on behalf of everybody. */
export async function whoMayRead(service: OpenService, folder: GuardedFolder): Promise<Answers> {
  const answers = new Map<string, string>();
  for (const share of folder.shares) {
    const callers = { anonymous: {}, owner: { bearer: share.secret }, ticket: { ticket: folder.ticket } };
    for (const [who, bearer] of Object.entries(folder.tokens)) Object.assign(callers, { [who]: { bearer } });
    for (const [who, session] of Object.entries(folder.sessions))
      Object.assign(callers, { [who]: { session } });
    for (const [who, brings] of Object.entries(callers))
      answers.set(`${share.name} ${who}`, await told(() => read(service, share, brings)));
    answers.set(`${share.name} opening`, await told(() => openAndRead(service, share)));
  }
  return answers;
}

interface Brings {
  readonly bearer?: string;
  readonly session?: string;
  readonly ticket?: string;
}

async function read({ parts }: OpenService, { shareId }: GuardedShare, brings: Brings): Promise<string> {
  const { bearer, session, ticket } = brings;
  const authorization = bearer === undefined ? undefined : `Bearer ${bearer}`;
  const caller = await identify(parts.identifiers, { authorization, session, ticket });
  const share = await parts.shares.find(caller, shareId);
  const reading = await parts.shares.read(shareId);
  try {
    let text = `${share.title}: `;
    for await (const entry of reading.entries())
      for await (const piece of entryPieces(entry)) text += piece.toString();
    return text;
  } finally {
    reading.close();
  }
}

async function openAndRead(service: OpenService, share: GuardedShare): Promise<string> {
  const { ticket } = await service.parts.accessTickets.open({ user: undefined }, share.shareId, {});
  return read(service, share, { ticket });
}

async function told(work: () => Promise<string>): Promise<string> {
  try {
    return `${READ}${await work()}`;
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}

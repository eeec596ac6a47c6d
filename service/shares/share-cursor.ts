import { Refusal } from "../errors/refusal.ts";
import { referenceOf } from "../store/reference.ts";
import type { ShareCursor } from "../store/store.ts";

const CURSOR = /^(\d{1,16})\.([A-Za-z0-9_-]{12})$/;

/** The place of a share in a list, as clients give it back to go on. It opens nothing. */
export function cursorOf({
  shareId,
  createdAt,
}: {
  readonly shareId: string;
  readonly createdAt: number;
}): string {
  return `${createdAt}.${referenceOf(shareId)}`;
}

/** @throws Refusal `invalidRequest` for what is no cursor */
export function parseCursor(text: string): ShareCursor {
  const [, createdAt, reference] = CURSOR.exec(text) ?? [];
  if (createdAt === undefined || reference === undefined)
    throw new Refusal("invalidRequest", "`after` is not the `next` of a list: begin the list anew.");
  return { createdAt: Number(createdAt), reference };
}

/** What is kept as JSON and may have been damaged. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * Whether what was kept of a share, but its title, can be what a service has written. Checked by hand, since a service
 * reads a hundred thousand of them at its start.
 */
export function isSensibleMeta(meta: Fields): boolean {
  return (
    isText(meta.sessionId) &&
    isText(meta.secretHash) &&
    isText(meta.audience) &&
    isText(meta.mode) &&
    isTime(meta.createdAt) &&
    (meta.expiresAt === null || isTime(meta.expiresAt)) &&
    isMissingOr(meta.owner, (owner) => isFields(owner) && isText(owner.id)) &&
    isMissingOr(meta.org, isText) &&
    isMissingOr(meta.people, isTexts) &&
    isMissingOr(meta.groups, isTexts) &&
    (meta.passwordHash === null || isMissingOr(meta.passwordHash, isText)) &&
    (meta.maxViews === null || isMissingOr(meta.maxViews, isCount)) &&
    isMissingOr(meta.views, isCount)
  );
}

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
export const isText = (value: unknown) => typeof value === "string";
const isTexts = (value: unknown) => Array.isArray(value) && value.every(isText);
export const isTime = (value: unknown) => Number.isFinite(value);
export const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
export const isMissingOr = (value: unknown, isRight: (value: unknown) => boolean) =>
  value === undefined || isRight(value);

/** Where a service tells the content of a link. */
export const snapshotUrl = (link: string) => link.replace("/share/", "/api/sessions/shared/");

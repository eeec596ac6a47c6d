/** Whether the service that sent this page knows people: it says so in the page itself, which saves asking. */
export function knowsPeople(): boolean {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="share-auth"]');
  return meta !== null && meta.content !== "none";
}

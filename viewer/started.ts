/** Takes away the sentence that stands in a page for as long as nothing has been drawn. */
export function showStarted(): void {
  document.querySelector(".unstarted")?.remove();
}

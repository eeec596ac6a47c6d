/** A text in which addresses say neither user nor password: what was typed may come back in a message. */
export function withoutPasswords(text: string): string {
  return text
    .replace(/\b([a-z][a-z\d+.-]*:\/\/)\S*@/gi, "$1…@")
    .replace(/([?&][a-z_]*(?:password|passwd|secret|key|token)=)[^&\s”]*/gi, "$1…");
}

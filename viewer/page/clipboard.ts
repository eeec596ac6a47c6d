/**
 * Copies a text to the clipboard. A service inside a company may be reached without TLS, where browsers keep the
 * clipboard's own interface from pages: there the older way helps.
 */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea");
  field.className = "clipboard-field";
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

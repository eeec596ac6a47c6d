/** What the document of a viewer's panel is made of. */
export interface ViewerDocument {
  readonly title: string;
  /** Of the share, so that the panel can be restored. */
  readonly link: string;
  /** Addresses of the viewer's own files, as the panel reaches them. */
  readonly script: string;
  readonly style: string;
  /** Where VS Code serves a panel's own files from. */
  readonly source: string;
  /** Random for each document. */
  readonly nonce: string;
}

/** The document of a viewer's panel. It has no network: what it shows comes from the extension. */
export function viewerHtml({ title, link, script, style, source, nonce }: ViewerDocument): string {
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${source}; img-src data:; font-src ${source}`;
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <link rel="stylesheet" href="${style}">
  <title>${title}</title>
</head>
<body data-link="${escapeAttribute(link)}">
  <div id="app"></div>
  <script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}

const escapeAttribute = (text: string) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");

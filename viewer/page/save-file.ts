/** How long a browser may take to fetch what it saves, ms. */
const FETCH_MS = 60_000;

/** Has the browser save a file. It is given a kind that no browser opens: inside, it would run as a page of this service. */
export function saveFile(name: string, bytes: Uint8Array<ArrayBuffer>): true {
  const url = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), FETCH_MS);
  return true;
}

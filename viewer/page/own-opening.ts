/** For browsers that keep nothing: lasts as long as the page. */
const unkept = new Map<string, string>();

/**
 * What this browser calls its opening of a share, in all its tabs and after a reload, so that its views count once. It is
 * made for each share, or a service could tell who reads which.
 */
export function ownOpening(shareId: string): string {
  const name = `opening ${shareId}`;
  try {
    const kept = localStorage.getItem(name) ?? newOpening();
    localStorage.setItem(name, kept);
    return kept;
  } catch {
    const kept = unkept.get(name) ?? newOpening();
    unkept.set(name, kept);
    return kept;
  }
}

/** 32 random bytes, base64url. */
function newOpening(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

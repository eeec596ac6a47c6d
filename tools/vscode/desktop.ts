/** Where VS Code is downloaded from. */
const UPDATE_HOST = "https://update.code.visualstudio.com/api/releases/stable";
const PROBE_TIMEOUT_MS = 5000;

/** True when there is a screen that a desktop program can be shown on. */
export function hasDisplay(
  env: NodeJS.ProcessEnv = process.env,
  platform: string = process.platform,
): boolean {
  return platform !== "linux" || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/** True when desktop VS Code can be downloaded and shown here; asks the update host, 5 s at most. */
export async function canDownloadDesktop(): Promise<boolean> {
  if (!hasDisplay()) return false;
  try {
    const response = await fetch(UPDATE_HOST, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

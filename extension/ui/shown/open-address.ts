import * as vscode from "vscode";

/** Opens a web address in the person's browser, whoever it came from: http and https, nothing else. False when it was refused. */
export async function openAddress(address: string): Promise<boolean> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== "https:" && url?.protocol !== "http:") return false;
  return vscode.env.openExternal(vscode.Uri.parse(url.href, true));
}

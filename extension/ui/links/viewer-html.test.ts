import assert from "node:assert/strict";
import { viewerHtml } from "./viewer-html.ts";

describe("the document of a viewer's panel", () => {
  const html = viewerHtml({
    ...{ title: "Shared Session", script: "vscode-file:/webview.js", style: "vscode-file:/webview.css" },
    ...{ source: "vscode-file:", nonce: "once", link: 'https://s.example/a"b&c/share/1' },
  });

  it("says which share it shows, and no more than that", () => {
    assert.ok(html.includes('<body data-link="https://s.example/a&quot;b&amp;c/share/1">'));
  });

  it("may load the viewer's own files and inlined images, and reach nothing else", () => {
    const [, policy = ""] = /http-equiv="Content-Security-Policy" content="(.*?)"/.exec(html) ?? [];
    assert.deepEqual(policy.split("; ").sort(), [
      "default-src 'none'",
      "font-src vscode-file:",
      "img-src data:",
      "script-src 'nonce-once'",
      "style-src vscode-file:",
    ]);
    assert.ok(html.indexOf("Content-Security-Policy") < html.search(/<link|<script/));
  });
});

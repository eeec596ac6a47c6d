import assert from "node:assert/strict";
import * as vscode from "vscode";
import { until } from "../../engine/testing/until.ts";
import { followStorage } from "../ui/views/follow-storage.ts";
import { RowsTree } from "../ui/views/rows-tree.ts";
import { whileVisible } from "../ui/views/while-visible.ts";
import { activeWindow } from "./this-editor.ts";

describe("what a view needs", () => {
  it("runs only while the view is visible", () => {
    const visibility = new vscode.EventEmitter<vscode.TreeViewVisibilityChangeEvent>();
    const events: string[] = [];
    const following = whileVisible({ visible: false, onDidChangeVisibility: visibility.event }, () => {
      events.push("start");
      return new vscode.Disposable(() => events.push("stop"));
    });
    assert.deepEqual(events, []);
    visibility.fire({ visible: true });
    visibility.fire({ visible: false });
    visibility.fire({ visible: true });
    following.dispose();
    assert.deepEqual(events, ["start", "stop", "start", "stop"]);
  });

  it("tells of new rows only who has asked for some, and makes a tooltip when one is pointed at", async () => {
    let made = 0;
    const item = new vscode.TreeItem("A row");
    const describe = () => [`made ${++made}`];
    const tree = new RowsTree(async () => [{ item, target: {}, tooltip: describe }]);
    let news = 0;
    tree.onDidChangeTreeData(() => news++);
    tree.refresh();
    assert.equal(news, 0);
    const [row] = await tree.getChildren();
    assert.ok(row);
    tree.refresh();
    assert.deepEqual([news, made], [1, 0]);
    assert.equal(tree.resolveTreeItem(tree.getTreeItem(row), row).tooltip, "made 1");
    tree.dispose();
  });

  it("is watched after its first list, and looked at once more when the watcher has begun", async () => {
    const { location, source } = await activeWindow();
    const reading = Promise.withResolvers<void>();
    let watchers = 0;
    let looks = 0;
    const watch = () => {
      watchers++;
      return { dispose: () => void watchers-- };
    };
    const following = followStorage(
      { location, hasStorage: async () => true, source: Object.assign(Object.create(source), { watch }) },
      reading.promise,
      () => looks++,
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(watchers, 0);
    reading.resolve();
    await until(() => watchers === 1);
    assert.equal(looks, 0);
    await until(() => looks === 1);
    following.dispose();
    assert.equal(watchers, 0);
  });
});

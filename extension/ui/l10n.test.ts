import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { hardCodedSentences, translatedKeys } from "../test/l10n-strings.ts";

const ROOT = path.join(import.meta.dirname, "../..");
const LANGUAGES = ["de"];
const read = (file: string) => readFileSync(path.join(ROOT, file), "utf8");
const readTexts = (file: string) => JSON.parse(read(file)) as Readonly<Record<string, string>>;
const placeholders = (text: string) => [...text.matchAll(/\{\d+\}/g)].map(String).sort();
const commands = (text: string) => [...text.matchAll(/\]\((command:[^)]*)\)/g)].map(([, link]) => link);

const sources = globSync("extension/ui/**/*.ts", { cwd: ROOT })
  .filter((file) => !file.endsWith(".test.ts"))
  .map((file) => ({ file, text: read(file) }));
const keys = [...new Set(sources.flatMap(({ text }) => translatedKeys(text)))].sort();

describe("the words of the extension", () => {
  it("are all translatable", () => {
    const found = sources.flatMap(({ file, text }) =>
      hardCodedSentences(text).map((sentence) => `${file}: ${sentence}`),
    );
    assert.deepEqual(found, []);
  });

  for (const language of LANGUAGES) {
    it(`are translated into “${language}”, every one and no other`, () => {
      assert.deepEqual(Object.keys(readTexts(`l10n/bundle.l10n.${language}.json`)).sort(), keys);
    });

    it(`keep their placeholders in “${language}”`, () => {
      for (const [key, text] of Object.entries(readTexts(`l10n/bundle.l10n.${language}.json`))) {
        assert.deepEqual(placeholders(text), placeholders(key), key);
        assert.ok(text.trim(), key);
      }
    });

    it(`of the manifest are translated into “${language}”, with the same command links`, () => {
      const english = readTexts("package.nls.json");
      const translated = readTexts(`package.nls.${language}.json`);
      assert.deepEqual(Object.keys(translated).sort(), Object.keys(english).sort());
      for (const [key, text] of Object.entries(english))
        assert.deepEqual(commands(translated[key] ?? ""), commands(text), key);
    });
  }

  it("of the manifest are all there, and all used", () => {
    const used = [...read("package.json").matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key ?? "");
    assert.deepEqual([...new Set(used)].sort(), Object.keys(readTexts("package.nls.json")).sort());
  });

  it("of commands and settings in the manifest are all translatable", () => {
    const { contributes } = JSON.parse(read("package.json")) as Manifest;
    const texts = [
      ...contributes.commands.map(({ title }) => title),
      ...Object.values(contributes.configuration.properties).flatMap((setting) => [
        setting.description ?? setting.markdownDescription ?? "",
        ...(setting.enumDescriptions ?? []),
      ]),
      ...contributes.viewsWelcome.map(({ contents }) => contents),
    ];
    for (const text of texts) assert.match(text, /^%[^%]+%$/);
  });
});

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly title: string }[];
    readonly viewsWelcome: readonly { readonly contents: string }[];
    readonly configuration: {
      readonly properties: Readonly<
        Record<
          string,
          {
            readonly description?: string;
            readonly markdownDescription?: string;
            readonly enumDescriptions?: readonly string[];
          }
        >
      >;
    };
  };
}

import { isJsonObject, type Json, type JsonObject } from "../../../../protocol/json.ts";
import { objectsIn } from "./objects-in.ts";

/** A prompt's parts: its text, then files, agents and skills that it names. */
export function userParts({ text, files, agents, skills }: JsonObject): JsonObject[] {
  return [
    { type: "text", text: text ?? "" },
    ...objectsIn(files).map(filePart),
    ...objectsIn(agents).map(({ name, mention }) => ({
      type: "agent",
      name: name ?? "",
      ...(isJsonObject(mention) ? { source: textOf(mention) } : {}),
    })),
    ...objectsIn(skills).map((skill) => ({
      type: "text",
      synthetic: true,
      skill: skill.id ?? "",
      text: skill.text ?? "",
    })),
  ];
}

function filePart({
  data,
  mime = "application/octet-stream",
  name,
  source,
  mention,
}: JsonObject): JsonObject {
  return {
    type: "file",
    mime,
    ...(name === undefined ? {} : { filename: name }),
    ...(typeof data === "string" ? { url: `data:${mime};base64,${data}` } : {}),
    ...sourceOf(source, mention),
  };
}

/** Which words of the prompt stand for a file of the disk. */
function sourceOf(source: Json | undefined, mention: Json | undefined): JsonObject {
  if (!isJsonObject(source) || typeof source.uri !== "string" || !isJsonObject(mention)) return {};
  const path = source.uri.replace(/^file:\/\//, "");
  return { source: { type: "file", path, text: textOf(mention) } };
}

const textOf = ({ text = "", start = 0, end = 0 }: JsonObject): JsonObject => ({ value: text, start, end });

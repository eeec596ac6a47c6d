import type { Random } from "../../fixtures/random.ts";

/** Where secrets stand in sessions: puts a text there. */
export interface Place {
  readonly name: string;
  readonly put: (text: string, random: Random) => string;
}

/** Places of a token that is known by its form: nothing around it says what it is. */
export const placesOfTokens: readonly Place[] = [
  { name: "sentence", put: (text) => `I used ${text} for the call, and it answered.` },
  { name: "end of a sentence", put: (text) => `The value is ${text}.` },
  { name: "Markdown", put: (text) => `- run it with \`${text}\` once` },
  { name: "table", put: (text) => `| variable | value |\n|---|---|\n| X | ${text} |` },
  { name: "log line", put: (text) => `2026-11-03T10:11:12.345Z INFO [http] sent value=${text} in 12ms` },
  { name: "environment dump", put: (text) => `HOME=/root\nX_VALUE=${text}\nLANG=C.UTF-8\n` },
  { name: "exported line", put: (text) => `export X_VALUE='${text}'\n` },
  { name: "JSON", put: (text) => JSON.stringify({ status: 200, value: text, ok: true }) },
  {
    name: "JSON in JSON",
    put: (text) => JSON.stringify({ body: JSON.stringify({ value: text, lines: `a\n${text}` }) }),
  },
  {
    name: "JSON in JSON in JSON",
    put: (text) => JSON.stringify({ a: JSON.stringify({ b: JSON.stringify({ value: `\n${text}\n` }) }) }),
  },
  { name: "YAML", put: (text) => `app:\n  value: ${text}\n  port: 80\n` },
  { name: "diff", put: (text) => `@@ -1,2 +1,2 @@\n-const x = "";\n+const x = "${text}";\n export { x };\n` },
  { name: "listing", put: (text) => `00001| a\n00002| const x = '${text}'\n00003| b\n` },
  { name: "query", put: (text) => `GET https://api.test/v1/items?limit=10&v=${text}&page=2 200` },
  { name: "colours", put: (text) => `\u001b[32m${text}\u001b[0m` },
  { name: "XML", put: (text) => `<config><value>${text}</value></config>` },
  { name: "argument", put: (text) => `tool --value ${text} --verbose` },
  { name: "header", put: (text) => `curl -H "X-Value: ${text}" https://api.test` },
  {
    name: "base64 of a .env",
    put: (text, random) =>
      Buffer.from(
        `${"# settings\n".slice(random.between(0, 8))}PORT=3000\nX_VALUE=${text}\nMODE=fast\n`,
      ).toString("base64"),
  },
];

/** Forms of an assignment: a name, and a value that is secret because of it. */
export const placesOfAssignments: readonly {
  readonly name: string;
  readonly put: (name: string, value: string) => string;
}[] = [
  { name: ".env", put: (name, value) => `PORT=3000\n${name}=${value}\nMODE=fast\n` },
  { name: "shell", put: (name, value) => `export ${name}="${value}" && ./run` },
  { name: "JSON", put: (name, value) => JSON.stringify({ [name]: value, port: 1 }) },
  {
    name: "JSON in JSON",
    put: (name, value) => JSON.stringify({ output: JSON.stringify({ [name]: value, port: 1 }, null, 2) }),
  },
  { name: "YAML", put: (name, value) => `env:\n  ${name}: ${value}\n  port: 80\n` },
  { name: "table", put: (name, value) => `| name | value |\n|---|---|\n| ${name} | ${value} |` },
  { name: "Markdown", put: (name, value) => `- **${name}**: \`${value}\`\n` },
  { name: "properties", put: (name, value) => `# app\n${name}=${value}\n` },
  { name: "configuration", put: (name, value) => `set ${name} "${value}"` },
  { name: "quoted YAML", put: (name, value) => `env:\n  ${name}: '${value}'\n` },
  { name: "program", put: (name, value) => `const ${name} = "${value}";` },
  { name: "typed program", put: (name, value) => `  private ${name}: string = "${value}";` },
  { name: "diff", put: (name, value) => `@@ -1 +1 @@\n-${name}=\n+${name}=${value}\n` },
  { name: "listing", put: (name, value) => `    12\t${name} = "${value}"\n` },
  { name: "log line", put: (name, value) => `2026-11-03 10:11:12 DEBUG config: ${name}=${value}` },
  { name: "Dockerfile", put: (name, value) => `ENV ${name} ${value}\nRUN make\n` },
  { name: "docker run", put: (name, value) => `docker run -e ${name}=${value} -p 80:80 app` },
  { name: "PowerShell", put: (name, value) => `$env:${name} = '${value}'` },
  { name: "XML", put: (name, value) => `<${name}>${value}</${name}>` },
  { name: "attributes", put: (name, value) => `<add key="${name}" value="${value}" />` },
  {
    name: "Kubernetes",
    put: (name, value) => `env:\n  - name: ${name}\n    value: "${value}"\n`,
  },
  {
    name: "base64 of a .env",
    put: (name, value) => Buffer.from(`PORT=3000\n${name}=${value}\nMODE=fast\n`).toString("base64"),
  },
];

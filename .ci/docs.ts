// `npm run docs`: writes the reference pages that are made from the sources. A test makes them, too, and fails when the
// committed ones differ.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { commandReference, guidesReference } from './command-reference.ts';
import { jsonSchemas } from './json-schemas.ts';
import { k8sReference } from './k8s-reference.ts';
import { optionsReference } from './options-reference.ts';

export const REFERENCE_FOLDER = new URL('../docs/reference/', import.meta.url);

/** All pages by their names in docs/reference. */
export async function referencePages(): Promise<Map<string, string>> {
  const schemas = jsonSchemas();
  return new Map([
    ['options.md', optionsReference()],
    ['commands.md', commandReference(false)],
    ['nsc-commands.md', commandReference(true)],
    ['guides.md', await guidesReference()],
    ['k8s.md', k8sReference()],
    ['json.md', jsonReference(Array.from(schemas.keys()))],
    ...Array.from(
      schemas,
      ([command, schema]) =>
        [schemaFile(command), `${JSON.stringify(schema, undefined, 2)}\n`] as const,
    ),
  ]);
}

function jsonReference(commands: readonly string[]): string {
  const rows = commands.map(
    (command) =>
      `| \`natsx ${command} --json\` | [${schemaFile(command)}](${schemaFile(command)}) |\n`,
  );
  return `# JSON

What commands print with \`--json\`, as JSON Schemas. They are made by \`npm run docs\` from the types in the sources. Fields
may be added; none goes away or changes its meaning within a major version. Times without a unit in their name are what the
description says; in \`ping\` they are milliseconds. [nsc.md](nsc.md#json) has what nsc prints.

| Command | Schema |
|---|---|
${rows.join('')}
\`natsx server request …\` and \`natsx server info\` print what servers answered, as it came; \`natsx events --json\` prints
events as servers publish them, one a line; \`natsx server report …\` what was asked of all servers. An error is

\`\`\`
{ "error": { "code": "ERR_…", "message": "…", "suggestions": ["…"] } }
\`\`\`

where a command prints errors as JSON: nsc, \`server validate\` and \`auth-callout\`.
`;
}

function schemaFile(command: string): string {
  return `json/${command.replaceAll(' ', '-')}.json`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(new URL('json/', REFERENCE_FOLDER), { recursive: true });
  for (const [name, text] of await referencePages()) {
    writeFileSync(new URL(name, REFERENCE_FOLDER), text);
  }
}

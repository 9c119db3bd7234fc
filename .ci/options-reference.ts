// Writes docs/reference/options.md from the option tables: their comments are its text. A test runs the same and fails
// when the committed page differs. Run it with `node --import tsx .ci/options-reference.ts`.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { isNest } from '../src/server/options/block.ts';
import {
  isShorthand,
  keysOf,
  type Option,
  type OptionTable,
  type Shorthand,
} from '../src/server/options/option.ts';
import { serverTable } from '../src/server/options/server-table.ts';

const FOLDER = new URL('../src/server/options/', import.meta.url);
export const REFERENCE = new URL('../docs/reference/options.md', import.meta.url);

const INTRODUCTION = `# Options of a server

What can stand in a configuration file (\`natsx-server -c FILE\`), on the command line, and in the object that
\`Server.start\` takes. Made by \`.ci/options-reference.ts\` from the tables in \`src/server/options/\`.

Keys are nats-server's, in any case; those in brackets mean the same. In a program an option is called as its key, in
camel case; durations are there numbers of milliseconds whose names end in \`Ms\`. **Reload** says whether \`SIGHUP\` or
\`--signal reload\` may change an option of a running server: *now*; for *new* connections; for new connections, its
files being *read again*; or, if nothing is said, only by a restart, and a reload that tries is refused as a whole.
Numbers are the first nats-server that knows an option, where that is younger than 2.9. Flags win over the file, after a
reload too.
`;

/** The page. */
export function optionsReference(): string {
  const comments = readComments();
  const sections: string[] = [INTRODUCTION];
  const anchors = new Map<OptionTable, string>();
  const queue: { title: string; table: OptionTable }[] = [
    { title: 'Top level', table: serverTable },
  ];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { title, table } = next;
    if (anchors.has(table)) continue;
    anchors.set(table, title);
    const nested: typeof queue = [];
    for (const [name, entry] of Object.entries(table)) {
      if (!isNest(entry.kind)) continue;
      const inTitle = title === 'Top level' ? '' : `${title}.`;
      nested.push({ title: `${inTitle}${keysOf(name, entry)[0]!}`, table: entry.kind.table });
    }
    queue.unshift(...nested);
    sections.push(section(title, table, comments, anchors));
  }
  return `${sections.join('\n')}`;
}

function section(
  title: string,
  table: OptionTable,
  comments: ReadonlyMap<string, ReadonlyMap<string, string>>,
  anchors: ReadonlyMap<OptionTable, string>,
): string {
  const texts = comments.get(Object.keys(table).join());
  if (texts === undefined) throw new Error(`no table in the sources has the options of "${title}"`);
  const rows = Object.entries(table).map(([name, entry]) => row(name, entry, texts, anchors));
  const head = '| Key | Value | What it does | Reload |\n|---|---|---|---|';
  return `## ${title}\n\n${head}\n${rows.join('\n')}\n`;
}

function row(
  name: string,
  entry: Option | Shorthand,
  texts: ReadonlyMap<string, string>,
  anchors: ReadonlyMap<OptionTable, string>,
): string {
  const [key, ...aliases] = keysOf(name, entry);
  const also = aliases.length === 0 ? '' : ` (${aliases.map((each) => `\`${each}\``).join(', ')})`;
  if (isShorthand(entry)) {
    return cells([
      `\`${key!}\`${also}`,
      entry.kind.name,
      'Another way to say parts of this block.',
      '',
    ]);
  }
  const text = texts.get(name);
  if (text === undefined) throw new Error(`option "${name}" has no comment`);
  const shown = entry.natsx === true ? `natsx: \`${name}\`` : `\`${key!}\`${also}`;
  const since = entry.since === undefined ? '' : ` (${entry.since})`;
  return cells([
    shown + since,
    valueOf(entry, anchors),
    text + flagsOf(entry) + servedOf(entry),
    reloadOf(entry),
  ]);
}

function cells(texts: readonly string[]): string {
  return `| ${texts.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
}

function valueOf({ kind }: Option, anchors: ReadonlyMap<OptionTable, string>): string {
  const elsewhere = isNest(kind) ? anchors.get(kind.table) : undefined;
  return elsewhere === undefined ? kind.name : `${kind.name}, as \`${elsewhere}\``;
}

function flagsOf({ flags = {} }: Option): string {
  const names = Object.entries(flags).map(([name, { aliases = [] }]) =>
    [...aliases, name].map((each) => `\`-${each.length > 2 ? '-' : ''}${each}\``).join(' '),
  );
  return names.length === 0 ? '' : ` ${names.length > 1 ? 'Flags' : 'Flag'}: ${names.join(', ')}.`;
}

function servedOf({ unserved }: Option): string {
  if (unserved?.refuses !== undefined) return ' **Not served: the server does not start.**';
  return unserved?.warns === undefined ? '' : ' **Not served: the server warns.**';
}

function reloadOf({ reload = 'restart' }: Option): string {
  if (typeof reload === 'object') return reload.only;
  return {
    now: 'now',
    'new connections': 'new',
    reread: 'read again',
    parts: 'by part',
    restart: '',
  }[reload];
}

/** The comments of each table's options, by the names of all its options: no two tables have the same. */
function readComments(): Map<string, Map<string, string>> {
  const tables = new Map<string, Map<string, string>>();
  for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.ts'))) {
    const text = readFileSync(new URL(file, FOLDER), 'utf8');
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
    for (const statement of source.statements) {
      if (!ts.isVariableStatement(statement)) continue;
      for (const { name, initializer } of statement.declarationList.declarations) {
        if (initializer === undefined || !ts.isObjectLiteralExpression(initializer)) continue;
        if (ts.isIdentifier(name) && name.text.endsWith('Table')) {
          tables.set(name.text + file, commentsOf(initializer, tables));
        }
      }
    }
  }
  return new Map([...tables.values()].map((table) => [[...table.keys()].join(), table]));
}

function commentsOf(
  table: ts.ObjectLiteralExpression,
  known: ReadonlyMap<string, Map<string, string>>,
): Map<string, string> {
  const comments = new Map<string, string>();
  for (const property of table.properties) {
    if (ts.isSpreadAssignment(property)) {
      const name = property.expression.getText();
      const found = [...known].find(([key]) => key.startsWith(name));
      for (const [key, text] of found?.[1] ?? []) comments.set(key, text);
    } else {
      const [comment] = ts.getJSDocCommentsAndTags(property);
      comments.set(property.name!.getText(), ts.getTextOfJSDocComment(comment?.comment) ?? '');
    }
  }
  return comments;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(REFERENCE, optionsReference());

// The pages about commands in docs/reference, from the catalog that help is made from.
import type { Catalog, CatalogCommand } from '../src/cli/catalog/catalog.ts';
import { catalogFromSources } from '../src/cli/catalog/from-sources.ts';
import { usageOf } from '../src/cli/help/command-help.ts';
import { flagGroups, flagNames, flagText, type FlagGroup } from '../src/cli/help/flag-groups.ts';
import { GUIDES } from '../src/cli/help/guides.ts';

const MADE =
  'Made by `npm run docs` from the tables that help, completion and man pages are made from.';

/** Every command of natsx, and of nsc if `isNsc`, with its flags and examples. */
export function commandReference(isNsc: boolean, catalog = catalogFromSources()): string {
  const commands = catalog.commands().filter(({ name }) => name.startsWith('nsc ') === isNsc);
  const shared = commands
    .flatMap(({ name, flags }) => flagGroups(name, flags))
    .find(({ title }) => title !== 'FLAGS')!;
  const title = isNsc ? 'Commands of nsc' : 'Commands of natsx';
  const about = isNsc
    ? `\`nsc add user\` and \`natsx nsc add user\` are the same. [nsc.md](nsc.md) has its output and exit codes. ${MADE}`
    : `\`natsx <command> --help\` says the same. [nsc-commands.md](nsc-commands.md) has those of nsc. ${MADE}`;
  const anchor = isNsc ? 'Flags of every command' : 'Connection flags';
  const meant = isNsc
    ? ''
    : 'Of every command that connects. [guides.md](guides.md#contexts) says what goes before what.\n\n';
  return [
    `# ${title}\n\n${about}\n`,
    index(commands),
    `## ${anchor}\n\n${meant}${flagTable(shared)}`,
    ...commands.map((command) =>
      commandText(command, catalog, `[${anchor}](#${anchorOf(anchor)})`),
    ),
  ].join('\n');
}

/** The guides of `natsx help <guide>`. */
export async function guidesReference(): Promise<string> {
  const texts = await Promise.all(GUIDES.map(({ text }) => text()));
  const sections = GUIDES.map(({ name }, at) => {
    const [title, , ...lines] = texts[at]!.split('\n');
    const about = title!.slice(name.length + 2);
    return `## ${name}\n\n${about[0]!.toUpperCase()}${about.slice(1)}.\n\n\`\`\`\n${lines.join('\n').trimEnd()}\n\`\`\`\n`;
  });
  return `# Guides\n\nAs \`natsx help <guide>\` prints them. ${MADE}\n\n${sections.join('\n')}`;
}

function index(commands: readonly CatalogCommand[]): string {
  const rows = commands.map(
    (command) =>
      `| [${called(command.name)}](#${anchorOf(called(command.name))}) | ${cell(command.summary)} |\n`,
  );
  return `| Command | |\n|---|---|\n${rows.join('')}`;
}

function commandText(command: CatalogCommand, catalog: Catalog, sharedLink: string): string {
  const { name, summary, description, args, examples, flags, aliases } = command;
  const page = {
    catalog,
    program: name.startsWith('nsc ') ? 'nsc' : 'natsx',
    columns: 80,
  } as const;
  const groups = flagGroups(name, flags);
  const own = groups.find(({ title }) => title === 'FLAGS');
  const isSharing = groups.some(({ title }) => title !== 'FLAGS');
  const lines = examples.map(({ description: text, command: line }) =>
    [...(text === undefined ? [] : [`# ${text}`]), line.replace(/\bnatsx nsc\b/g, 'nsc')].join(
      '\n',
    ),
  );
  const argumentRows = args.map((arg) => `| \`${arg.name}\` | ${cell(arg.description)} |\n`);
  return [
    `## ${called(name)}\n`,
    `${summary}.${description === undefined ? '' : ` ${description}`}\n`,
    `\`\`\`\n${usageOf(command, page)}\n\`\`\`\n`,
    ...(args.length === 0 ? [] : [`| Argument | |\n|---|---|\n${argumentRows.join('')}`]),
    ...(own === undefined ? [] : [flagTable(own)]),
    ...(isSharing ? [`And the ${sharedLink}.\n`] : []),
    ...(lines.length === 0 ? [] : [`\`\`\`\n${lines.join('\n')}\n\`\`\`\n`]),
    ...(aliases.length === 0
      ? []
      : [`Also called ${aliases.map((each) => `\`${called(each)}\``).join(', ')}.\n`]),
  ].join('\n');
}

function flagTable({ flags }: FlagGroup): string {
  const rows = flags.map((flag) => `| \`${flagNames(flag).trim()}\` | ${cell(flagText(flag))} |\n`);
  return `| Flag | |\n|---|---|\n${rows.join('')}`;
}

function called(name: string): string {
  return name.startsWith('nsc ') ? name : `natsx ${name}`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('*', '\\*');
}

function anchorOf(title: string): string {
  return title.toLowerCase().replaceAll(' ', '-');
}

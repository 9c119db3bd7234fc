// Writes the man pages into dist/man, from the catalog of commands, the programs and the guides of help. package.json
// names them, so that npm puts them where man finds them; a test holds both together. Part of `npm run build`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { VERSION } from '../src/base/version.ts';
import type { Catalog, CatalogCommand, CatalogFlag } from '../src/cli/catalog/catalog.ts';
import { catalogFromSources } from '../src/cli/catalog/from-sources.ts';
import { flagGroups, flagText } from '../src/cli/help/flag-groups.ts';
import { GUIDES } from '../src/cli/help/guides.ts';
import { natsPub } from '../src/cli/nats-pub.ts';
import { natsReq } from '../src/cli/nats-req.ts';
import { natsRply } from '../src/cli/nats-rply.ts';
import { natsQsub, natsSub } from '../src/cli/nats-sub.ts';
import { natsPing } from '../src/cli/system/ping.ts';

const FOLDER = fileURLToPath(new URL('../dist/man/', import.meta.url));

/** All pages by their file names. */
export async function manPages(catalog = catalogFromSources()): Promise<Map<string, string>> {
  const pages = new Map<string, string>();
  const add = (name: string, text: string, section = 1) => pages.set(`${name}.${section}`, text);
  add('natsx', natsxPage(catalog));
  for (const { word, summary } of catalog.below([])) {
    // natsx-server is the program; what else `natsx server` can do follows on its page.
    if (word === 'nsc') add('nsc', topicPage(['nsc'], 'nsc', summary, catalog));
    else if (word !== 'server') {
      add(`natsx-${word}`, topicPage([word], `natsx-${word}`, summary, catalog));
    }
  }
  for (const program of PROGRAMS) add(program.name, programPage(program, catalog));
  for (const { name, summary, text } of GUIDES)
    add(`natsx-${name}`, guidePage(name, summary, await text()), 7);
  return pages;
}

interface ProgramOfCommand {
  readonly name: string;
  /** What stands behind the name. */
  readonly usage: string;
  /** The command whose flags it has. */
  readonly command: string;
  readonly about: string;
  readonly examples: readonly string[];
}

const MIRROR =
  'It takes the flags of the Go example of the same name, with one dash or two and before its arguments, and prints its lines. ' +
  'It reads no environment variables; a context only if one is named.';

const PROGRAMS: readonly ProgramOfCommand[] = [
  {
    name: 'nk',
    usage: '[options] [file ...]',
    command: 'nk',
    about: '',
    examples: ['nk -gen user -pubout', 'nk -inkey user.nk -sign report.pdf'],
  },
  { ...natsPub, command: 'pub', about: MIRROR, examples: ['nats-pub orders.new "one coffee"'] },
  { ...natsSub, command: 'sub', about: MIRROR, examples: ['nats-sub "orders.>"'] },
  { ...natsQsub, command: 'sub', about: MIRROR, examples: ['nats-qsub orders.new workers'] },
  { ...natsReq, command: 'req', about: MIRROR, examples: ['nats-req help.please "I need help!"'] },
  {
    ...natsRply,
    command: 'reply',
    about: MIRROR,
    examples: ['nats-rply help.please "I can help!"'],
  },
  { ...natsPing, command: 'ping', about: '', examples: ['nats-ping -context sys -wide'] },
  {
    name: 'natsx-server',
    usage: '[options]',
    command: 'server start',
    about:
      'SIGHUP reads the configuration again, SIGUSR1 opens the log file again, SIGUSR2 is a lame duck: clients are told, ' +
      'and leave one after the other. SIGINT and SIGTERM stop it.',
    examples: [
      'natsx-server -c server.conf -t',
      'natsx-server -c server.conf',
      'natsx-server --signal reload',
    ],
  },
  {
    name: 'nats-account-server',
    usage: '[options]',
    command: 'account-server start',
    about: '',
    examples: ['nats-account-server -nsc ~/.local/share/nats/nsc/stores/ACME'],
  },
];

function natsxPage(catalog: Catalog): string {
  const entries = catalog.below([]);
  return page('natsx', 'run, secure and watch NATS', [
    section('SYNOPSIS', `.B natsx\n${roff('<command> [flags] [arguments]')}`),
    section(
      'DESCRIPTION',
      paragraph(
        'One program for servers, messages, keys and JWTs of NATS. natsx <command> --help shows a command with examples, ' +
          'natsx help <guide> a guide.',
      ),
    ),
    section(
      'COMMANDS',
      entries.map(({ word, summary }) => item(`natsx ${word}`, summary)).join(''),
    ),
    section(
      'GUIDES',
      GUIDES.map(({ name, summary }) => item(`natsx help ${name}`, summary)).join(''),
    ),
    EXIT_STATUS,
    seeAlso([
      ...entries.map(({ word }) => (word === 'nsc' ? 'nsc(1)' : `natsx-${word}(1)`)),
      ...GUIDES.map(({ name }) => `natsx-${name}(7)`),
    ]),
  ]);
}

/** A command, or all those that begin with the same words. */
function topicPage(
  words: readonly string[],
  name: string,
  summary: string,
  catalog: Catalog,
): string {
  const own = catalog.command(words.join(' '));
  const below = commandsBelow(words, catalog);
  const all = own === undefined ? below : [own, ...below];
  const shared = sharedFlags(all);
  const guides =
    name === 'nsc' ? ['natsx-jwt(7)'] : shared === undefined ? [] : ['natsx-contexts(7)'];
  return page(name, lowered(summary), [
    section('SYNOPSIS', all.map((command) => synopsis(command)).join('.br\n')),
    ...(own === undefined ? [] : [section('DESCRIPTION', description(own))]),
    ...(own === undefined ? [] : partsOf(own, section)),
    ...(below.length === 0 ? [] : [section('COMMANDS', below.map(part).join(''))]),
    ...(shared === undefined ? [] : [section(shared.title, flagItems(shared.flags))]),
    EXIT_STATUS,
    seeAlso(['natsx(1)', ...guides]),
  ]);
}

function programPage(program: ProgramOfCommand, catalog: Catalog): string {
  const { name, usage, command: words, about, examples } = program;
  const command = catalog.command(words)!;
  const groups = flagGroups(words, command.flags);
  // nats-qsub takes the group as an argument.
  const flags = (group: readonly CatalogFlag[]) =>
    group.filter((flag) => name !== 'nats-qsub' || flag.name !== 'queue');
  const others =
    name === 'natsx-server'
      ? commandsBelow(['server'], catalog).filter((each) => each.name !== words)
      : [];
  return page(name, lowered(command.summary), [
    section('SYNOPSIS', `.B ${roff(name)}\n${roff(usage)}\n`),
    section(
      'DESCRIPTION',
      [command.description ?? '', about]
        .filter((text) => text !== '')
        .map(paragraph)
        .join(''),
    ),
    ...groups.map((group) => section(group.title, flagItems(flags(group.flags)))),
    section('EXAMPLES', examplesText(examples)),
    ...(others.length === 0
      ? []
      : [
          section('COMMANDS', others.map(part).join('')),
          ...[sharedFlags(others)].flatMap((shared) =>
            shared === undefined ? [] : [section(shared.title, flagItems(shared.flags))],
          ),
        ]),
    EXIT_STATUS,
    seeAlso(['natsx(1)', ...(name === 'nk' ? ['natsx-nkeys(7)'] : [])]),
  ]);
}

function guidePage(name: string, summary: string, text: string): string {
  // Its first line is the title.
  const body = text.split('\n').slice(2).join('\n').trimEnd();
  return page(`natsx-${name}`, lowered(summary), [section('DESCRIPTION', verbatim(body))], 7);
}

function commandsBelow(words: readonly string[], catalog: Catalog): CatalogCommand[] {
  const start = `${words.join(' ')} `;
  return catalog.commands().filter(({ name }) => name.startsWith(start));
}

/** The flags that most of these commands have. */
function sharedFlags(commands: readonly CatalogCommand[]) {
  const groups = commands.flatMap(({ name, flags }) => flagGroups(name, flags));
  return groups.find(({ title }) => title !== 'FLAGS');
}

type Heading = (title: string, text: string) => string;

/** What a command has of its own. */
function partsOf(command: CatalogCommand, heading: Heading): string[] {
  const { name, args, examples, flags, aliases } = command;
  const own = flagGroups(name, flags).find(({ title }) => title === 'FLAGS');
  return [
    heading(
      'ARGUMENTS',
      args.map(({ name: each, description: text }) => item(each, text)).join(''),
    ),
    heading('FLAGS', flagItems(own?.flags ?? [])),
    heading('EXAMPLES', examplesText(examples.map(({ command: line }) => lineOf(line)))),
    heading('ALSO CALLED', aliases.length === 0 ? '' : paragraph(aliases.map(called).join(', '))),
  ];
}

function synopsis({ name, args, takesMore, flags }: CatalogCommand): string {
  const shown = args.map((arg) => (arg.isRequired ? `<${arg.name}>` : `[<${arg.name}>]`));
  const rest = [
    ...(flags.length === 0 ? [] : ['[flags]']),
    ...shown,
    ...(takesMore ? ['...'] : []),
  ];
  return `.B ${roff(called(name))}\n${rest.length === 0 ? '' : `${roff(rest.join(' '))}\n`}`;
}

function description({ summary, description: more }: CatalogCommand): string {
  return paragraph(`${summary}.`) + (more === undefined ? '' : paragraph(more));
}

/** nsc is called without natsx. */
function called(name: string): string {
  return name.startsWith('nsc ') ? name : `natsx ${name}`;
}

function lineOf(line: string): string {
  return line.replace(/\bnatsx nsc\b/g, 'nsc');
}

const EXIT_STATUS = section(
  'EXIT STATUS',
  paragraph(
    '0 if all is well, 1 for a failure, 2 for a command line that can not be read; natsx-exit-codes(7) has the others.',
  ),
);

/** A command among others on a page. */
function part(command: CatalogCommand): string {
  const { name } = command;
  const text = `${description(command)}${partsOf(command, subsection).join('')}`;
  return `.SS ${quoted(called(name))}\n${withoutParagraph(text)}`;
}

/** Headings begin paragraphs themselves. */
function withoutParagraph(text: string): string {
  return text.replace(/^\.PP\n/, '');
}

function page(name: string, summary: string, sections: readonly string[], number = 1): string {
  const head = `.\\" Made by .ci/man-pages.ts.\n.TH ${roff(name.toUpperCase())} ${number} "" "natsx ${VERSION}" "natsx"\n`;
  return `${head}.SH NAME\n${roff(name)} \\- ${roff(summary)}\n${sections.join('')}`;
}

function section(title: string, text: string): string {
  return text === ''
    ? ''
    : `.SH ${quoted(title)}\n${withoutParagraph(text)}${text.endsWith('\n') ? '' : '\n'}`;
}

function subsection(title: string, text: string): string {
  return text === '' ? '' : `.PP\n.I ${quoted(title.toLowerCase())}\n${text}`;
}

function paragraph(text: string): string {
  return `.PP\n${roff(text)}\n`;
}

function item(left: string, right: string): string {
  return `.TP\n.B ${roff(left)}\n${roff(right)}\n`;
}

function flagItems(flags: readonly CatalogFlag[]): string {
  return flags
    .map((flag) => {
      const { name, char, value = '', isNegatable } = flag;
      const long = `--${isNegatable === true ? '[no-]' : ''}${name}`;
      const names =
        char === name ? [`-${char}`] : [...(char === undefined ? [] : [`-${char}`]), long];
      const shown = names.map((each) => `\\fB${roff(each)}\\fR`).join(', ');
      const gap = value === '' || value.startsWith('[') ? '' : ' ';
      return `.TP\n${shown}${gap}${roff(value)}\n${roff(flagText(flag))}\n`;
    })
    .join('');
}

function examplesText(lines: readonly string[]): string {
  return lines.length === 0 ? '' : verbatim(lines.join('\n'));
}

/** Lines as they stand. */
function verbatim(text: string): string {
  return `.PP\n.nf\n${text.split('\n').map(roff).join('\n')}\n.fi\n`;
}

function seeAlso(pages: readonly string[]): string {
  return section('SEE ALSO', `${pages.map((each) => roff(each)).join(',\n')}\n`);
}

function quoted(text: string): string {
  return `"${roff(text).replaceAll('"', '""')}"`;
}

function lowered(summary: string): string {
  return /^[A-Z][a-z]/.test(summary) ? summary[0]!.toLowerCase() + summary.slice(1) : summary;
}

/** A line of text in roff: no letter of it is a request, an escape, or one that old terminals lack. */
function roff(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll("'", '\\(aq')
    .replace(
      /[^\u0000-\u007f]/gu,
      (letter) => `\\[u${letter.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`,
    );
  return escaped.startsWith('.') ? `\\&${escaped}` : escaped;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(FOLDER, { recursive: true });
  for (const [file, text] of await manPages()) writeFileSync(`${FOLDER}${file}`, text);
}

/** The help of one command, and that of the words that lead to commands. */
import type { Catalog, CatalogCommand } from '../catalog/catalog.ts';
import { flagGroups, flagNames, flagText } from './flag-groups.ts';
import { twoColumns, wrapped, wrappedCommand } from './layout.ts';

/** Whose help it is, and how wide it may be. */
export interface HelpPage {
  readonly catalog: Catalog;
  /** nsc is a program of its own, too, whose commands are called without `natsx`. */
  readonly program: 'natsx' | 'nsc';
  readonly columns: number;
}

export function commandHelp(command: CatalogCommand, page: HelpPage): string {
  const { summary, description, args, flags, examples, aliases } = command;
  const { columns } = page;
  const name = called(command.name, page);
  const notes = description === undefined || description === summary ? [] : [description];
  const sections = [
    wrapped(summary, columns),
    section('USAGE', wrapped(usageOf(command, page), columns, '  ')),
    section(
      'ARGUMENTS',
      rows(
        args.map(({ name: each, description: text }) => [each, text]),
        columns,
      ),
    ),
    section(
      'DESCRIPTION',
      notes.flatMap((text) => wrapped(text, columns, '  ')),
    ),
    section(
      'EXAMPLES',
      examples.flatMap(({ description: text, command: line }) => [
        ...(text === undefined ? [] : wrapped(`# ${text}`, columns, '  ')),
        ...wrappedCommand(example(line, page), columns, '  '),
      ]),
    ),
    ...flagGroups(command.name, flags).map(({ title, flags: group }) =>
      section(
        title,
        rows(
          group.map((flag) => [flagNames(flag), flagText(flag)]),
          columns,
        ),
      ),
    ),
    section(
      'ALSO CALLED',
      aliases.length === 0
        ? []
        : wrapped(aliases.map((each) => called(each, page)).join(', '), columns, '  '),
    ),
    section('COMMANDS', entriesBelow(command.name.split(' '), page)),
    seeAlso(name, flags.some(({ name: flag }) => flag === 'no-context') ? 'contexts' : undefined),
  ];
  return pageOf(sections);
}

/** The help of words that lead to commands: `server check`. */
export function topicHelp(words: readonly string[], page: HelpPage): string {
  const { catalog, columns } = page;
  const name = called(words.join(' '), page);
  return pageOf([
    wrapped(catalog.topic(words.join(' ')) ?? '', columns),
    section('USAGE', [`  ${name} <command>`]),
    section('COMMANDS', entriesBelow(words, page)),
    section('MORE', wrapped(`${name} <command> --help`, columns, '  ')),
  ]);
}

/** `natsx pub [flags] <subject> <message>` */
export function usageOf({ name, args, flags, takesMore }: CatalogCommand, page: HelpPage): string {
  const shown = args.map((arg) => (arg.isRequired ? `<${arg.name}>` : `[<${arg.name}>]`));
  const required = flags
    .filter(({ isRequired }) => isRequired === true)
    .map((flag) =>
      flagNames(flag)
        .trim()
        .replace(/^-\w, /, ''),
    );
  const parts = [called(name, page), ...required, ...(flags.length === 0 ? [] : ['[flags]'])];
  return [...parts, ...shown, ...(takesMore ? ['...'] : [])].join(' ');
}

/** A command as it is called: `natsx pub`, and of the program nsc `nsc add user`. */
function called(name: string, { program }: HelpPage): string {
  return program === 'nsc' ? name : `natsx ${name}`;
}

function example(line: string, { program }: HelpPage): string {
  return program === 'nsc' ? line.replace(/\bnatsx nsc\b/g, 'nsc') : line;
}

export function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines];
}

export function pageOf(sections: readonly (readonly string[])[]): string {
  const shown = sections.filter((lines) => lines.some((line) => line !== ''));
  return `${shown.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

export function rows(
  pairs: readonly (readonly [left: string, right: string])[],
  columns: number,
): string[] {
  return twoColumns(
    pairs.map(([left, right]) => [`  ${left}`, right]),
    columns,
  );
}

function entriesBelow(words: readonly string[], { catalog, columns }: HelpPage): string[] {
  return rows(
    catalog
      .below(words)
      .map(({ word, summary, isTopic }) => [isTopic ? `${word} ...` : word, summary]),
    columns,
  );
}

function seeAlso(name: string, guide: string | undefined): string[] {
  return guide === undefined || name.startsWith('nsc')
    ? []
    : section('SEE ALSO', [`  natsx help ${guide}`]);
}

// Command lines as texts show them, taken apart as a shell does, and held against what commands take.
import assert from 'node:assert/strict';
import type { Catalog, CatalogCommand, CatalogFlag } from '../../../src/cli/catalog/catalog.ts';
import { GUIDES } from '../../../src/cli/help/guides.ts';

const OURS = new Set(['natsx', 'nsc', 'nk']);

/** The calls of our programs in a line, each in words: `cat x | natsx pub s - > y` has one. */
export function commandLines(line: string): string[][] {
  const inner = Array.from(line.matchAll(/[<$]\(([^)]*)\)/g), ([, each]) => each!);
  const outer = line.replace(/[<$]\([^)]*\)/g, 'substituted');
  return [outer, ...inner]
    .flatMap((each) => split(each))
    .filter(([program]) => OURS.has(program ?? ''));
}

/** The commands of a line, without what is done with their output, and without variables before them. */
function split(line: string): string[][] {
  const commands: string[][] = [[]];
  for (const token of line.match(/\|\||&&|[|;&]|(?:"[^"]*"|'[^']*'|[^\s"'|;&])+/g) ?? []) {
    if (/^(\|\||&&|[|;&])$/.test(token)) commands.push([]);
    else commands.at(-1)!.push(token);
  }
  return commands.map((tokens) => {
    const redirected = tokens.findIndex((token) => /^\d?[<>]/.test(token));
    return (redirected < 0 ? tokens : tokens.slice(0, redirected))
      .map((token) => token.replace(/"([^"]*)"|'([^']*)'/g, '$1$2'))
      .filter((word, at) => at > 0 || !/^[A-Z_]+=/.test(word));
  });
}

/** Throws if the command would not take the words, of which the first is the program. */
export function checkLine([program, ...rest]: readonly string[], catalog: Catalog): void {
  const words = program === 'natsx' ? rest : [program!, ...rest];
  const line = [program, ...rest].join(' ');
  if (words[0] === 'help') {
    const name = words.slice(1).join(' ');
    const isGuide = GUIDES.some((guide) => guide.name === name);
    assert.ok(isGuide || catalog.below(words.slice(1)).length > 0, line);
    return;
  }
  if (words.at(-1) === '--help') {
    const known = words.slice(0, -1);
    const isKnown = catalog.command(known.join(' ')) ?? catalog.below(known)[0];
    assert.ok(isKnown !== undefined, line);
    return;
  }
  const found = catalog.find(words);
  assert.ok(found !== undefined, `no command: ${line}`);
  checkArguments(found.command, words.slice(found.length), line);
}

function checkArguments(command: CatalogCommand, words: readonly string[], line: string): void {
  const args: string[] = [];
  const given = new Set<string>();
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const [, dashes, name, value] = /^(--?)([a-zA-Z][\w-]*)(?:=(.*))?$/s.exec(word) ?? [];
    if (dashes === undefined) {
      args.push(word);
      continue;
    }
    const flag = flagOf(command, name!, dashes);
    assert.ok(flag !== undefined, `${command.name} has no flag ${word}: ${line}`);
    given.add(flag.name);
    const takesNext = flag.value !== undefined && !flag.value.startsWith('[');
    checkValue(flag, value ?? (takesNext ? words[++at] : 'true'), line);
  }
  const required = command.args.filter(({ isRequired }) => isRequired).length;
  assert.ok(args.length >= required, `too few arguments: ${line}`);
  assert.ok(command.takesMore || args.length <= command.args.length, `too many arguments: ${line}`);
  for (const { name, isRequired } of command.flags) {
    assert.ok(isRequired !== true || given.has(name), `--${name} is missing: ${line}`);
  }
}

function flagOf(command: CatalogCommand, name: string, dashes: string): CatalogFlag | undefined {
  const isLetter = dashes === '-' && name.length === 1;
  return command.flags.find((flag) =>
    isLetter ? flag.char === name : namesOf(flag).includes(name),
  );
}

function namesOf({ name, aliases = [], isNegatable }: CatalogFlag): string[] {
  return [name, ...aliases, ...(isNegatable === true ? [`no-${name}`] : [])];
}

function checkValue(
  { name, options, value: shown }: CatalogFlag,
  value: string | undefined,
  line: string,
): void {
  assert.ok(value !== undefined, `--${name} has no value: ${line}`);
  if (options !== undefined) assert.ok(options.includes(value), `--${name} ${value}: ${line}`);
  if (shown === '<n>') assert.match(value, /^\d+$/, `--${name}: ${line}`);
}

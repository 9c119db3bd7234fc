import { mainNames, type GoFlagTable } from './go-flags.ts';

/**
 * The same command line with its flags before its arguments: commands take flags anywhere (`natsx sub orders --count
 * 1`), while Go's flag package stops at the first argument. What follows `--` is no flag.
 */
export function flagsFirst(table: GoFlagTable, argv: readonly string[]): string[] {
  const names = mainNames(table);
  const flags: string[] = [];
  const args: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at]!;
    if (word === '--') {
      args.push(...argv.slice(at + 1));
      break;
    }
    if (word.length < 2 || !word.startsWith('-')) {
      args.push(word);
      continue;
    }
    flags.push(word);
    const name = names.get(word.replace(/^--?/, ''));
    const takesNext = name !== undefined && table[name]!.type !== 'boolean';
    if (takesNext && at + 1 < argv.length) flags.push(argv[++at]!);
  }
  return [...flags, '--', ...args];
}

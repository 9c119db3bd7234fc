import type { Catalog } from '../catalog/catalog.ts';
import { didYouMean, nearest } from '../nearest.ts';
import { UsageError } from '../program.ts';
import { GUIDES } from './guides.ts';

/** The error for words that name no command, with those that may have been meant. */
export function unknownCommand(
  words: readonly string[],
  catalog: Catalog,
  program: 'natsx' | 'nsc',
): UsageError {
  const known = words.slice(0, catalog.depth(words));
  const unknown = words[known.length] ?? '';
  const call = (name: string) => (program === 'nsc' ? name : `natsx ${name}`);
  const meant = [...meantHere(words, known, catalog), ...meantElsewhere(words, catalog)];
  const guides = meant.length === 0 && known.length === 0 ? nearest(unknown, guideNames()) : [];
  const near = Array.from(
    new Set([...meant.map(call), ...guides.map((name) => `natsx help ${name}`)]),
  ).slice(0, 3);
  return new UsageError(`unknown command "${call([...known, unknown].join(' '))}"`, [
    ...didYouMean(near),
    `${call(known.join(' ')).trim()} --help lists what there is`,
  ]);
}

function guideNames(): string[] {
  return GUIDES.map(({ name }) => name);
}

/** With the word that is not known put right, and as many of those behind it as then make sense. */
function meantHere(words: readonly string[], known: readonly string[], catalog: Catalog): string[] {
  const entries = catalog.below(known).map(({ word }) => word);
  return nearest(words[known.length] ?? '', entries).map((word) => {
    const right = [...known, word, ...words.slice(known.length + 1)];
    const found = catalog.find(right);
    return (
      found?.command.name ??
      right.slice(0, Math.max(known.length + 1, catalog.depth(right))).join(' ')
    );
  });
}

/** Commands that end so, under other words: `add user` is `nsc add user`. */
function meantElsewhere(words: readonly string[], catalog: Catalog): string[] {
  const wanted = words.slice(0, 3).join(' ');
  return catalog
    .commands()
    .map(({ name }) => name)
    .filter((name) => name.endsWith(` ${wanted}`));
}

import type { Catalog } from '../catalog/catalog.ts';
import type { Candidate } from './completion.ts';

/** The words that may follow. */
export function commandsBelow(words: readonly string[], catalog: Catalog): Candidate[] {
  return catalog.below(words).map(({ word, summary }) => ({ value: word, description: summary }));
}

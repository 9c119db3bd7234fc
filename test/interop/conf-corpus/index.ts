import { references } from './references.ts';
import { structure } from './structure.ts';
import { scalars } from './values.ts';
import type { ConfText } from './conf-text.ts';

/** Texts by what they are about. A text with an option that does not exist, or has another type, belongs here, too. */
export const corpus: Readonly<Record<string, readonly ConfText[]>> = {
  structure,
  values: scalars,
  references,
};

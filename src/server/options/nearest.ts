import { editDistance } from '../../base/edit-distance.ts';

/** The name that somebody who typed `word` may have meant; undefined when none is near. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  // Two slips in a long word, one in a short one: more would be guessing.
  let best = word.length > 4 ? 2 : 1;
  let found: string | undefined;
  for (const name of names) {
    const distance = editDistance(word, name);
    if (distance > best || (distance === best && found !== undefined)) continue;
    best = distance;
    found = name;
  }
  return found;
}

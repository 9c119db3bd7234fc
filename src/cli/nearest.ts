/** What somebody may have meant by a word that is not known. */
import { editDistance } from '../base/edit-distance.ts';

/** The words of `known` that are few letters away from `word`, or begin with it; the nearest first, three at most. */
export function nearest(word: string, known: Iterable<string>): string[] {
  const sought = word.toLowerCase();
  // One letter of three may be wrong; of very short words one.
  const most = Math.max(1, Math.floor(sought.length / 3));
  return Array.from(new Set(known))
    .map((each) => ({ each, distance: distanceOf(sought, each.toLowerCase()) }))
    .filter(({ distance }) => distance <= most)
    .sort((one, other) => one.distance - other.distance)
    .slice(0, 3)
    .map(({ each }) => each);
}

/** `did you mean a or b?`, or nothing. */
export function didYouMean(words: readonly string[]): string[] {
  if (words.length === 0) return [];
  const last = words.at(-1)!;
  const before = words.slice(0, -1).join(', ');
  return [`did you mean ${before === '' ? last : `${before} or ${last}`}?`];
}

function distanceOf(sought: string, known: string): number {
  // Who stops typing early is nearer than who makes a mistake.
  if (sought.length >= 3 && known.startsWith(sought)) return 0.5;
  return editDistance(sought, known);
}

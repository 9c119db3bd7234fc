// Subjects by the simplest means: every literal subject of a small world, and patterns as the sets of those they stand
// for. The world has a token that no pattern names and subjects longer than any pattern, so that what holds in it holds.
import fc from 'fast-check';

const MAX_TOKENS = 4;

/** Every subject of one to four tokens out of `a`, `b` and `z`. */
export const world: readonly string[] = worldOf(MAX_TOKENS);

function worldOf(length: number): string[] {
  const letters = ['a', 'b', 'z'];
  if (length === 1) return letters;
  const shorter = worldOf(length - 1);
  const longest = shorter.filter((subject) => subject.split('.').length === length - 1);
  return [...shorter, ...longest.flatMap((head) => letters.map((letter) => `${head}.${letter}`))];
}

/** Whether `pattern` stands for the literal `subject`. */
export function isMatch(subject: string, pattern: string): boolean {
  const text = pattern
    .split('.')
    .map((token) => ({ '*': '[^.]+', '>': '.+' })[token] ?? token.replace(/[^\w]/g, '\\$&'))
    .join('\\.');
  return new RegExp(`^${text}$`).test(subject);
}

/** The subjects of the world that `pattern` stands for. */
export function subjectsOf(pattern: string): string[] {
  return world.filter((subject) => isMatch(subject, pattern));
}

/** Patterns and literals of one to three tokens. */
export const pattern = fc
  .tuple(
    fc.array(fc.constantFrom('a', 'b', '*'), { maxLength: MAX_TOKENS - 2 }),
    fc.constantFrom('a', 'b', '*', '>'),
  )
  .map(([tokens, last]) => [...tokens, last].join('.'));

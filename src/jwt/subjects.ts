/** What the JWT library takes for a subject. It is more lenient than the server: `a.>.b` and `a\tb` pass. */
import { quoteText, type Issues } from './validation.ts';

export function validateSubject(subject: string, issues: Issues): void {
  if (subject === '') {
    issues.error('subject cannot be empty');
    return;
  }
  if (subject.includes(' ')) issues.error(`subject ${quoteText(subject)} cannot have spaces`);
  if (subject.startsWith('.') || subject.endsWith('.')) {
    issues.error(`subject ${quoteText(subject)} cannot start or end with a \`.\``);
  }
  if (subject.includes('..')) {
    issues.error(`subject ${quoteText(subject)} cannot contain consecutive \`.\``);
  }
}

/** Whether a token of `subject` is `*`, or its last one `>`. */
export function hasWildcards(subject: string): boolean {
  return /(^|\.)(\*(\.|$)|>$)/.test(subject);
}

/** Whether every subject that `subject` stands for is one of `other`'s. */
export function isContainedIn(subject: string, other: string): boolean {
  const mine = subject.split('.');
  const others = other.split('.');
  const isOpen = others.at(-1) === '>';
  if (isOpen ? mine.length < others.length : mine.length !== others.length) return false;
  const fixed = isOpen ? others.slice(0, -1) : others;
  return fixed.every((token, i) => token === '*' || token === mine[i]);
}

/**
 * An import's local subject against the exporter's subject `from`: it may name the wildcards of `from` as `$1`, `$2` or
 * take them over as `*`, and must use all of them.
 */
export function validateRenaming(local: string, from: string, issues: Issues): void {
  validateSubject(local, issues);
  if (from === '') issues.error('subject cannot be empty');
  if (local.includes(' ')) issues.error(`subject ${quoteText(local)} cannot have spaces`);
  if (isOpen(local) !== isOpen(from)) {
    issues.error('both, renaming subject and subject, need to end or not end in >');
  }
  const wildcards = from.split('.').filter((token) => token === '*').length;
  let used = 0;
  for (const token of local.split('.')) {
    const reference = referenceOf(token);
    if (reference !== undefined && reference > wildcards) {
      const quoted = `${quoteText(local)} reference * in ${quoteText(from)}`;
      issues.error(`Reference $${reference} in ${quoted} that do not exist`);
    } else if (token === '*' || reference !== undefined) used++;
  }
  if (used !== wildcards) {
    issues.error('subject does not contain enough * or reference wildcards $[0-9]');
  }
}

/** A local subject with `*` in place of `$1`, `$2` and so on. */
export function withoutReferences(local: string): string {
  return local
    .split('.')
    .map((token) => (referenceOf(token) === undefined ? token : '*'))
    .join('.');
}

function isOpen(subject: string): boolean {
  return subject === '>' || subject.endsWith('.>');
}

/** The number in `$3`; `$+3` and `$-3` are numbers to Go, too. */
function referenceOf(token: string): bigint | undefined {
  if (!/^\$[-+]?0*[0-9]{1,20}$/.test(token)) return undefined;
  const number = BigInt(token.slice(1).replace('+', ''));
  return BigInt.asIntN(64, number) === number ? number : undefined;
}

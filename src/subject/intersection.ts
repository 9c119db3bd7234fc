/**
 * The pattern of the subjects that both patterns stand for; undefined where there are none. Both valid.
 *
 * A subscription is told of an import's messages by its intersection with the import's local subject: the same where
 * both are equal, the subscription's where it is narrower, the import's where that is narrower, else token by token.
 */
export function intersection(one: string, other: string): string | undefined {
  const [ones, others] = [one.split('.'), other.split('.')];
  const shared: string[] = [];
  for (let at = 0; at < ones.length || at < others.length; at++) {
    const [a, b] = [ones[at], others[at]];
    if (a === undefined || b === undefined) return undefined;
    // What comes after a `>` is the other's.
    if (a === '>') return [...shared, ...others.slice(at)].join('.');
    if (b === '>') return [...shared, ...ones.slice(at)].join('.');
    if (a !== b && a !== '*' && b !== '*') return undefined;
    shared.push(a === '*' ? b : a);
  }
  return shared.join('.');
}

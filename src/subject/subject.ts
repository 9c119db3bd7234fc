/**
 * Subjects as the server holds them: byte strings, one character per byte of the wire (latin1), so that whatever bytes
 * a client sends come out unchanged. Text from configuration and JSON crosses over at the edge.
 */

/** Whether `subject` may be subscribed to: no empty token, and nothing after a `>` token. */
export function isValidSubject(subject: string): boolean {
  const last = subject.length - 1;
  if (last < 0) return false;
  let start = 0;
  for (let at = 0; at <= last + 1; at++) {
    if (at <= last && subject.charCodeAt(at) !== DOT) continue;
    if (at === start) return false;
    if (at === start + 1 && subject.charCodeAt(start) === FULL_WILDCARD && at <= last) return false;
    start = at + 1;
  }
  return true;
}

/** Whether `subject` names one subject: no empty token, and no token that is `*` or `>`. */
export function isLiteralSubject(subject: string): boolean {
  return isValidSubject(subject) && !hasWildcard(subject);
}

/** Whether a token of `subject` is `*` or `>`; `foo*` is an ordinary token. */
export function hasWildcard(subject: string): boolean {
  for (let at = 0; at < subject.length; at++) {
    const char = subject.charCodeAt(at);
    if (char !== WILDCARD && char !== FULL_WILDCARD) continue;
    const startsToken = at === 0 || subject.charCodeAt(at - 1) === DOT;
    const endsToken = at === subject.length - 1 || subject.charCodeAt(at + 1) === DOT;
    if (startsToken && endsToken) return true;
  }
  return false;
}

const DOT = 0x2e;
const WILDCARD = 0x2a;
const FULL_WILDCARD = 0x3e;

/** Whether all subjects that `subject` stands for are among those that `pattern` stands for; both valid. */
export function isCoveredBy(subject: string, pattern: string): boolean {
  const tokens = subject.split('.');
  const wanted = pattern.split('.');
  for (const [at, token] of wanted.entries()) {
    if (at >= tokens.length) return false;
    if (token === '>') return true;
    if (tokens[at] === '>' || (token !== '*' && token !== tokens[at])) return false;
  }
  return tokens.length === wanted.length;
}

/** Whether there is a subject that both patterns stand for; both valid. */
export function overlap(one: string, other: string): boolean {
  const [ones, others] = [one.split('.'), other.split('.')];
  const common = Math.min(ones.length, others.length);
  for (let at = 0; at < common; at++) {
    const [a, b] = [ones[at]!, others[at]!];
    if (a === '>' || b === '>') return true;
    if (a !== b && a !== '*' && b !== '*') return false;
  }
  return ones.length === others.length;
}

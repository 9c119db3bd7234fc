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

/** What is wrong with claims that can be read all the same. The sentences are Go's: nsc and nats-server show them. */
import { isValidPublicKey } from '../nkeys/strkey.ts';
import type { KeyKind } from '../nkeys/prefix.ts';
import { quote } from '../base/quote.ts';

/**
 * - `error`: the claims are not to be used;
 * - `time`: they were, or will be, all right at another time;
 * - `warning`: they can be used.
 */
export type IssueLevel = 'error' | 'time' | 'warning';

/** One thing that is wrong. */
export interface ValidationIssue {
  readonly level: IssueLevel;
  readonly description: string;
}

/**
 * Whether any of `issues` forbids to use the claims. nats-server takes an account pushed to it that has expired, and so
 * asks without the time checks; nsc asks with them.
 */
export function isBlocking(
  issues: readonly ValidationIssue[],
  { includesTimeChecks }: { readonly includesTimeChecks: boolean },
): boolean {
  return issues.some(({ level }) => level === 'error' || (includesTimeChecks && level === 'time'));
}

/** A list of issues in the making. */
export class Issues {
  readonly list: ValidationIssue[] = [];

  error(description: string): void {
    this.list.push({ level: 'error', description });
  }

  time(description: string): void {
    this.list.push({ level: 'time', description });
  }

  warning(description: string): void {
    this.list.push({ level: 'warning', description });
  }
}

/** Whether `text` is a public key of that kind, and nothing else: nkeys drops line ends around a key. */
export function isPublicKey(text: string, kind: KeyKind): boolean {
  return text.length === PUBLIC_KEY_LETTERS && isValidPublicKey(text, kind);
}

/** Quotes text as Go's `%q`. */
export function quoteText(text: string): string {
  if (NEEDS_NO_ESCAPE.test(text)) return `"${text}"`;
  const quoted = quote(Buffer.from(text).toString('latin1'));
  return Buffer.from(quoted, 'latin1').toString();
}

const PUBLIC_KEY_LETTERS = 56;

// Printable ASCII but for quotes and backslashes: nearly all there is, and ten thousands of subjects may be quoted.
const NEEDS_NO_ESCAPE = /^[ !#-[\]-~]*$/;

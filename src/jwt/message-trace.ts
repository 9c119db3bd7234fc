/** Where traces of an account's messages go if their `traceparent` header asks for one. */
import { object, text, whole } from './fields.ts';
import { hasWildcards, validateSubject } from './subjects.ts';
import { Issues, quoteText } from './validation.ts';

export interface MessageTrace {
  /** A subject without wildcards. */
  readonly dest: string;
  /** Percent of the messages; 0 means 100. */
  readonly sampling: number;
}

export const MESSAGE_TRACE = object<MessageTrace>({ dest: text, sampling: whole });

export function validateTrace({ dest, sampling }: MessageTrace, issues: Issues): void {
  const wrong = new Issues();
  validateSubject(dest, wrong);
  const first = wrong.list[0];
  if (first !== undefined) issues.error(`the account Trace.Destination ${first.description}`);
  if (hasWildcards(dest)) {
    const subject = `subject ${quoteText(dest)} is not a valid publish subject`;
    issues.error(`the account Trace.Destination ${subject}`);
  }
  if (sampling < 0 || sampling > 100) {
    const value = `value '${sampling}' is not valid, should be in the range [1..100]`;
    issues.error(`the account Trace.Sampling ${value}`);
  }
}

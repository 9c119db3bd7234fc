/** What all claims have and several commands change: times and tags. */
import type { Claims } from '../jwt/kinds.ts';
import { addTags, removeTags } from '../jwt/lists.ts';
import { quoteText } from '../jwt/validation.ts';
import type { Report } from './report.ts';
import { formatDistance, formatTime, parseTime } from './values/validity.ts';

export interface ValidityInput {
  readonly start?: string | undefined;
  readonly expiry?: string | undefined;
}

export interface CommonInput extends ValidityInput {
  readonly tag: readonly string[];
  readonly rmTag: readonly string[];
}

/** The times that `input` names; empty text is no time. */
export function validity(
  { start = '', expiry = '' }: ValidityInput,
  now: Date,
): { nbf?: number; exp?: number } {
  return {
    ...(start === '' ? {} : { nbf: parseTime(start, 'start', now) }),
    ...(expiry === '' ? {} : { exp: parseTime(expiry, 'expiry', now) }),
  };
}

type Tagged = Extract<Claims, { nats: { tags: unknown } }>;

export function editCommon<C extends Tagged>(
  claims: C,
  input: CommonInput,
  now: Date,
  report: Report,
): C {
  const times = validity(input, now);
  reportTime(times.nbf, claims.nbf, 'start to not have a start date', 'valid start', now, report);
  reportTime(times.exp, claims.exp, 'expiry to never expire', 'expiry', now, report);
  const { tag, rmTag } = input;
  for (const each of tag) report.ok(`added tag ${quoteText(each.toLowerCase())}`);
  for (const each of rmTag) report.ok(`removed tag ${quoteText(each.toLowerCase())}`);
  const before: readonly string[] = claims.nats.tags;
  const tags =
    tag.length + rmTag.length === 0 ? before : removeTags(addTags(before, ...tag), ...rmTag).sort();
  return { ...claims, ...times, nats: { ...claims.nats, tags } };
}

function reportTime(
  time: number | undefined,
  before: number,
  none: string,
  label: string,
  now: Date,
  report: Report,
): void {
  if (time === undefined || time === before) return;
  report.ok(
    time === 0
      ? `changed jwt ${none}`
      : `changed jwt ${label} to ${formatTime(time)} - ${formatDistance(time, now).toLowerCase()}`,
  );
}

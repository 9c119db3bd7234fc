/** What several commands ask: times, tags, numbers, texts that must be right. */
import type { CommonInput, ValidityInput } from '../common-claims.ts';
import { NscError } from '../errors.ts';
import type { Prompter } from '../prompter.ts';
import { parseNumber } from '../values/number.ts';
import { formatDistance, formatTime, parseTime } from '../values/validity.ts';

/** A text with at least one letter. */
export async function askName(
  question: string,
  proposed: string | undefined,
  prompter: Prompter,
): Promise<string> {
  return prompter.text(question, {
    ...startingWith(proposed),
    complaint: (answer) => (answer === '' ? 'it must have a letter at least' : undefined),
  });
}

/** From when to when a token holds. A time that has passed is asked about again: it would be void at once. */
export async function askValidity(
  { start, expiry }: ValidityInput,
  prompter: Prompter,
  now: Date,
): Promise<{ start: string; expiry: string }> {
  const ask = (question: string, label: 'start' | 'expiry', proposed: string | undefined) =>
    prompter.text(question, {
      ...startingWith(proposed ?? '0'),
      complaint: complaintOf((answer) => parseTime(answer, label, now)),
    });
  const from = await ask('valid from', 'start', start);
  const until = await ask('valid until (0 is always)', 'expiry', expiry);
  const seconds = parseTime(until, 'expiry', now);
  if (seconds !== 0 && seconds * 1000 < now.getTime()) {
    const passed = `expiry "${until}" is in the past (${formatDistance(seconds, now)})`;
    if (!(await prompter.confirm(`${passed} - are you sure?`, false))) {
      throw new NscError('ERR_NSC_INPUT', passed);
    }
  }
  return { start: from, expiry: until };
}

/** Times and tags of claims that are there; what is answered as it is stays unnamed. */
export async function askCommon(
  claims: {
    readonly nbf: number;
    readonly exp: number;
    readonly nats: { readonly tags: readonly string[] };
  },
  input: CommonInput,
  prompter: Prompter,
  now: Date,
): Promise<CommonInput> {
  const before = { start: formatTime(claims.nbf) || '0', expiry: formatTime(claims.exp) || '0' };
  const proposed = { start: input.start ?? before.start, expiry: input.expiry ?? before.expiry };
  const times = await askValidity(proposed, prompter, now);
  const { tags } = claims.nats;
  return {
    ...(times.start === before.start ? {} : { start: times.start }),
    ...(times.expiry === before.expiry ? {} : { expiry: times.expiry }),
    rmTag: [...input.rmTag, ...(await askTagsToRemove(tags, prompter))],
    tag: [...input.tag, ...(await askTagsToAdd(tags, prompter))],
  };
}

async function askTagsToRemove(
  tags: readonly string[],
  prompter: Prompter,
): Promise<readonly string[]> {
  if (tags.length === 0 || !(await prompter.confirm('remove tags', false))) return [];
  return prompter.selectMany('select tags to remove', tags);
}

async function askTagsToAdd(tags: readonly string[], prompter: Prompter): Promise<string[]> {
  const added: string[] = [];
  const another = () => (tags.length + added.length > 0 ? 'add another tags' : 'add a tags');
  while (await prompter.confirm(another(), false)) added.push(await prompter.text('enter a tags'));
  return added;
}

/** A number with or without a unit; undefined if it is the one that is there. */
export async function askNumber(
  question: string,
  before: number,
  given: number | undefined,
  prompter: Prompter,
): Promise<number | undefined> {
  const answer = await prompter.text(question, {
    byDefault: String(given ?? before),
    complaint: (text) =>
      parseNumber(text) === undefined
        ? `"${text}" is no number, such as 10, 5k or 1GiB`
        : undefined,
  });
  const number = parseNumber(answer);
  return number === before ? undefined : number;
}

/** A text; undefined if it is the one that is there. */
export async function askText(
  question: string,
  before: string,
  given: string | undefined,
  prompter: Prompter,
  complaint?: (answer: string) => string | undefined,
): Promise<string | undefined> {
  const proposed = given ?? before;
  const answer = await prompter.text(question, {
    ...(proposed === '' ? {} : { byDefault: proposed }),
    ...(complaint === undefined ? {} : { complaint }),
  });
  return answer === before ? undefined : answer;
}

/** Description and URL, of accounts and exports. */
export function complaintOfDescription(text: string): string | undefined {
  // jwt types.go, MaxInfoLength
  return text.length > 8 * 1024 ? `length must be less than ${8 * 1024}` : undefined;
}

export function complaintOfUrl(text: string): string | undefined {
  if (text === '') return undefined;
  return /^[a-z][a-z\d+.-]*:\/\/[^/]/i.test(text) ? undefined : `"${text}" is no URL with a host`;
}

/** What `check` has against an answer. */
export function complaintOf(
  check: (answer: string) => unknown,
): (answer: string) => string | undefined {
  return (answer) => {
    try {
      check(answer);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };
}

export function startingWith(answer: string | undefined): { byDefault?: string } {
  return answer === undefined || answer === '' ? {} : { byDefault: answer };
}

/**
 * Templates of scoped signing keys: `{{name()}}` and the like in subjects, filled in for one user as nats-server does
 * when it connects (auth.go, processUserPermissionsTemplate).
 */
import { JwtError } from './errors.ts';
import { addTo } from './lists.ts';
import type { Permission } from './permissions.ts';
import type { UserClaims } from './user-claims.ts';
import type { UserPermissionLimits } from './user-permission-limits.ts';
import { quoteText } from './validation.ts';

/** The most subjects that one list may become. */
export const MAX_EXPANSIONS = 4096;

/** The most characters of them, which nats-server does not count: half a megabyte 4096 times is all of its memory. */
const MAX_CHARACTERS = 2 ** 24;

/** The account of the user, as its claims call it. */
export interface TemplateAccount {
  readonly name: string;
  readonly tags: readonly string[];
}

/**
 * The template's permissions and limits for `user`. A tag may have several values, and makes a subject for each. What
 * then is no subject is left out of what is allowed; in what is denied it throws, since the user would be allowed more
 * than was meant. Where everything allowed fell away, everything is denied.
 */
export function expandTemplate(
  template: UserPermissionLimits,
  user: UserClaims,
  account: TemplateAccount,
): UserPermissionLimits {
  const values = (operation: string, entry: string) => valuesOf(operation, entry, user, account);
  const sub = expandPermission(template.sub, values);
  return { ...template, sub, pub: expandPermission(template.pub, values) };
}

/** What an operation stands for; undefined if the tag it asks for is missing. */
type Values = (operation: string, entry: string) => readonly string[] | Missing;

interface Missing {
  readonly missingTag: string;
}

function expandPermission({ allow, deny }: Permission, values: Values): Permission {
  const allowed = expandList(allow, values, false);
  const denied = expandList(deny, values, true);
  const lostAll = allow.length > 0 && allowed.length === 0;
  return { allow: allowed, deny: lostAll ? addTo(denied, '>') : denied };
}

const TAG = /^\{\{\s*(tag|account-tag)\((.*)\)\s*\}\}$/is;

function expandList(
  list: readonly string[],
  values: Values,
  failsOnBadSubject: boolean,
): readonly string[] {
  // Entries are only looked at where one has a template: `foo queue` stays, though it is no subject.
  if (!list.some((entry) => operationsIn(entry).length > 0)) return list;
  const subjects: string[] = [];
  let characters = 0;
  for (const entry of list) {
    const operations = operationsIn(entry);
    const choices = operations.map((operation) => {
      const found = values(operation.slice(2, -2).trim(), entry);
      if (!('missingTag' in found)) return found;
      if (!failsOnBadSubject) return [NO_SUBJECT];
      const tag = quoteText(found.missingTag);
      throw refused(`generated invalid subject ${quoteText(entry)}: ${tag} is not defined`);
    });
    if (operations.some((operation) => TAG.test(operation))) checkCount(choices, subjects.length);
    for (const chosen of combinations(choices)) {
      const subject = operations.reduce(
        (text, op, i) => text.replaceAll(op, () => chosen[i]!),
        entry,
      );
      characters += subject.length;
      if (characters > MAX_CHARACTERS) throw tooMany();
      if (isSubject(subject)) subjects.push(subject);
      else if (failsOnBadSubject) throw refused('generated invalid subject');
    }
  }
  return subjects;
}

/** Every `{{…}}` of an entry. By hand: a regular expression takes quadratic time for braces that nothing closes. */
function operationsIn(entry: string): string[] {
  const found: string[] = [];
  let open = entry.indexOf('{{');
  while (open >= 0) {
    const close = entry.indexOf('}', open);
    if (close < 0) break;
    const isClosed = close > open + 2 && entry.charAt(close + 1) === '}';
    if (isClosed) found.push(entry.slice(open, close + 2));
    open = entry.indexOf('{{', isClosed ? close + 2 : close + 1);
  }
  return found;
}

// What a missing tag puts into a subject, which is none then.
const NO_SUBJECT = ' ';

function valuesOf(
  operation: string,
  entry: string,
  user: UserClaims,
  account: TemplateAccount,
): readonly string[] | Missing {
  switch (operation.toLowerCase()) {
    case 'name()':
      return [user.name];
    case 'subject()':
      return [user.sub];
    case 'account-name()':
      return [account.name];
    case 'account-subject()':
      return [user.nats.issuer_account];
  }
  const [, owner, tag] = TAG.exec(`{{${operation}}}`) ?? [];
  if (owner === undefined || tag === undefined) {
    const place = `${quoteText(entry)}: ${quoteText(operation)}`;
    throw refused(`template operation in ${place} is not defined`);
  }
  return valuesOfTag(owner, tag, owner.toLowerCase() === 'tag' ? user.nats.tags : account.tags);
}

function valuesOfTag(
  owner: string,
  tag: string,
  tags: readonly string[],
): readonly string[] | Missing {
  // nats-server knows `TAG(x)` for an operation but then looks for a tag of just that name: no tag has it.
  if (owner !== owner.toLowerCase()) return { missingTag: `${owner}(${tag}` };
  const prefix = `${tag.toLowerCase()}:`;
  const found = tags.filter((each) => each.startsWith(prefix));
  return found.length === 0 ? { missingTag: tag } : found.map((each) => each.slice(prefix.length));
}

/** Only tags multiply, and only what they make is counted. */
function checkCount(choices: readonly (readonly string[])[], before: number): void {
  const count = choices.reduce((product, { length }) => product * length, 1);
  if (before + count > MAX_EXPANSIONS) throw tooMany();
}

function tooMany(): JwtError {
  return refused(`template expansion exceeds limit: ${MAX_EXPANSIONS}`);
}

/** One of each, in every way; the last choice changes fastest. */
function combinations(choices: readonly (readonly string[])[]): string[][] {
  return choices.reduce<string[][]>(
    (all, values) => all.flatMap((chosen) => values.map((value) => [...chosen, value])),
    [[]],
  );
}

/** nats-server's IsValidSubject: tokens that are not empty, without blanks, and none after `>`. */
function isSubject(subject: string): boolean {
  if (/[\t\n\f\r ]/.test(subject)) return false;
  const tokens = subject.split('.');
  return tokens.every((token, i) => token !== '' && (token !== '>' || i === tokens.length - 1));
}

function refused(complaint: string): JwtError {
  return new JwtError('ERR_JWT_TEMPLATE', complaint);
}

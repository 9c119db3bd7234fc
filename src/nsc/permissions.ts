/** Changing permissions as the flags of several commands say. */
import { parseDuration, formatDuration } from '../base/duration.ts';
import { addTo, removeFrom } from '../jwt/lists.ts';
import type { Permission, Permissions } from '../jwt/permissions.ts';
import { quoteText } from '../jwt/validation.ts';
import { NscError } from './errors.ts';
import type { Report } from './report.ts';

export interface PermissionInput {
  readonly allowPub: readonly string[];
  readonly allowPubsub: readonly string[];
  readonly allowSub: readonly string[];
  readonly denyPub: readonly string[];
  readonly denyPubsub: readonly string[];
  readonly denySub: readonly string[];
  readonly allowPubResponse?: number | undefined;
  readonly responseTtl?: string | undefined;
  readonly rm?: readonly string[];
  readonly rmResponsePerms?: boolean | undefined;
}

/** The permissions as `input` changes them; `report` says what it changed. */
export function editPermissions(
  permissions: Permissions,
  input: PermissionInput,
  report: Report,
): Permissions {
  checkSubjects(input);
  const { rm = [] } = input;
  const resp = editResponses(permissions.resp, input, report);
  const { pub, sub } = permissions;
  const both = (own: readonly string[], shared: readonly string[]) => [...own, ...shared];
  const edited = {
    pub: {
      allow: editList(pub.allow, both(input.allowPub, input.allowPubsub), rm, 'pub', report),
      deny: editList(pub.deny, both(input.denyPub, input.denyPubsub), rm, 'deny pub', report),
    },
    sub: {
      allow: editList(sub.allow, both(input.allowSub, input.allowPubsub), rm, 'sub', report),
      deny: editList(sub.deny, both(input.denySub, input.denyPubsub), rm, 'deny sub', report),
    },
    resp,
  };
  for (const subject of rm) {
    if (!isIn(pub, subject) && !isIn(sub, subject)) {
      report.warning(`${quoteText(subject)} is in no permission`);
    }
  }
  return edited;
}

function editList(
  list: readonly string[],
  added: readonly string[],
  removed: readonly string[],
  label: string,
  report: Report,
): string[] {
  for (const subject of added) report.ok(`added ${label} ${quoteText(subject)}`);
  for (const subject of removed) {
    if (list.includes(subject)) report.ok(`removed ${label} ${quoteText(subject)}`);
  }
  return removeFrom(addTo(list, ...added), ...removed).sort();
}

function editResponses(
  resp: Permissions['resp'],
  { allowPubResponse: max, responseTtl: ttl, rmResponsePerms }: PermissionInput,
  report: Report,
): Permissions['resp'] {
  if (rmResponsePerms === true) report.ok('removed response permissions');
  let edited = rmResponsePerms === true ? undefined : resp;
  // 0 is no number of answers: Go's nsc takes it for nothing said.
  if (max !== undefined && max !== 0) {
    edited = { ttl: edited?.ttl ?? 0, max };
    report.ok(`set max responses to ${max}`);
  }
  if (ttl !== undefined && ttl !== '') {
    const ms = parseDuration(ttl);
    edited = { max: edited?.max ?? 0, ttl: Math.round(ms * 1e6) };
    report.ok(`set response ttl to ${formatDuration(ms)}`);
  }
  return edited;
}

function checkSubjects(input: PermissionInput): void {
  for (const subject of [
    ...input.allowPub,
    ...input.allowPubsub,
    ...input.denyPub,
    ...input.denyPubsub,
  ]) {
    if (!subject.includes(' ')) continue;
    const text = `publish permission subject ${quoteText(subject)} contains illegal space`;
    throw new NscError('ERR_NSC_INPUT', text);
  }
  for (const subject of [...input.allowSub, ...input.denySub]) {
    if (subject.split(' ').length <= 2) continue;
    const text = `subscribe permission subject ${quoteText(subject)} can at most contain one space`;
    throw new NscError('ERR_NSC_INPUT', text);
  }
}

function isIn({ allow, deny }: Permission, subject: string): boolean {
  return allow.includes(subject) || deny.includes(subject);
}

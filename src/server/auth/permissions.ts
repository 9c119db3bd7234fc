import { isCoveredBy, overlap } from '../../subject/subject.ts';
import { Sublist, type Interest } from '../../subject/sublist.ts';
import type {
  PermissionsOptions,
  ResponsePermissions,
  SubjectPermissions,
} from '../options/permissions.ts';

/** Tells of a literal subject whether messages on it are kept from a subscription. */
export type Filter = (subject: string) => boolean;

/** A rule: a subject, and the queue group that it is about. */
type Rule = Interest;

/**
 * What somebody may publish and subscribe to. It never changes, so that all who may do the same share one.
 *
 * Rules are found by a `Sublist`, as subscriptions are; its cache is bounded and shared, too.
 */
export class Permissions {
  /** How requests may be answered beyond what may be published at any time. */
  readonly responses: ResponsePermissions | undefined;
  /** As they were given. */
  readonly terms: Partial<PermissionsOptions>;
  readonly #publish: Rules;
  readonly #subscribe: Rules;

  constructor(terms: Partial<PermissionsOptions>) {
    const { publish, subscribe, allowResponses } = terms;
    this.terms = terms;
    this.responses = allowResponses;
    this.#publish = new Rules(publish);
    this.#subscribe = new Rules(subscribe);
  }

  /** Whether messages on `subject` may be sent at any time: not as an answer, which is between two connections. */
  mayPublish(subject: string): boolean {
    const { allow, deny } = this.#publish;
    if (allow?.match(subject).plain.length === 0) return false;
    return (deny?.match(subject).plain.length ?? 0) === 0;
  }

  /** Whether `subject` may be subscribed to, as a member of `queue` or plainly. */
  maySubscribe(subject: string, queue: string | undefined): boolean {
    const { allow, deny } = this.#subscribe;
    if (allow !== undefined && !isAllowed(allow, subject, queue)) return false;
    return deny === undefined || !isDenied(deny, subject, queue);
  }

  /** What keeps back messages that a permitted subscription must not hear; undefined if it may hear all of its. */
  filter(subject: string, queue: string | undefined): Filter | undefined {
    const { deny, denied } = this.#subscribe;
    const concerns = (rule: Rule): boolean =>
      overlap(rule.subject, subject) &&
      (rule.queue === undefined || (queue !== undefined && isOf(rule, queue)));
    if (deny === undefined || !denied.some(concerns)) return undefined;
    return (literal) => isDenied(deny, literal, queue);
  }
}

/** The rules of one direction, ready to be asked. */
class Rules {
  /** Undefined where all is allowed. */
  readonly allow: Sublist<Rule> | undefined;
  /** Undefined where nothing is denied. */
  readonly deny: Sublist<Rule> | undefined;
  readonly denied: readonly Rule[];

  constructor({ allow, deny = [] }: Partial<SubjectPermissions> = {}) {
    this.denied = deny.map(ruleOf);
    this.allow = allow === undefined ? undefined : listOf(allow.map(ruleOf));
    this.deny = deny.length === 0 ? undefined : listOf(this.denied);
  }
}

/** A rule's text as byte strings, which subjects are in the server. */
function ruleOf(text: string): Rule {
  // Taken apart as text: as bytes, half a character may look like a blank.
  const [subject = '', queue] = text.trim().split(/\s+/).map(byteString);
  return { subject, queue };
}

function byteString(text: string): string {
  return Buffer.from(text).toString('latin1');
}

function listOf(rules: readonly Rule[]): Sublist<Rule> {
  const list = new Sublist<Rule>();
  for (const rule of rules) list.insert(rule);
  return list;
}

/**
 * The subject is looked up as if it were literal (nats-server, canSubscribe): `foo.*` finds the rules that cover it. But
 * `foo.>` finds `foo.*`, too, which lets nats-server's clients hear more than their rules say; here it does not count.
 */
function isAllowed(allow: Sublist<Rule>, subject: string, queue: string | undefined): boolean {
  const { plain, groups } = allow.match(subject);
  const counts = endsInFullWildcard(subject) ? covers : always;
  // Where rules name groups, the group must be one of them: by `foo` and `foo v1`, foo is for v1 and those in no group.
  const named = queue === undefined ? [] : groups.flat().filter(counts);
  if (named.length > 0) return named.some((rule) => isOf(rule, queue!));
  return plain.some(counts);
}

/** Here a look at the text does: what is denied of a pattern that is let in, the filter keeps back. */
function isDenied(deny: Sublist<Rule>, subject: string, queue: string | undefined): boolean {
  const { plain, groups } = deny.match(subject);
  if (plain.length > 0) return true;
  return queue !== undefined && groups.some(([rule]) => isOf(rule!, queue));
}

/** Whether `queue` is the group that `rule` names, which may have wildcards. */
function isOf(rule: Rule, queue: string): boolean {
  return rule.queue === queue || isCoveredBy(queue, rule.queue!);
}

/** Whether `rule`, which was found for a subject that ends in `>`, covers it. */
function covers(rule: Rule): boolean {
  return endsInFullWildcard(rule.subject);
}

function always(): boolean {
  return true;
}

function endsInFullWildcard(subject: string): boolean {
  return subject === '>' || subject.endsWith('.>');
}

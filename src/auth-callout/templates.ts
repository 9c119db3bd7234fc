/**
 * Texts with claims in them: `orders.{{sub}}.>`. A claim is somebody else's word, so what it puts into a subject or the
 * name of an account is one token of it, never more: `>` as a name must not open everything.
 */
import type { Grant, SubjectRules } from './rules.ts';

/** What a token says. */
export type ClaimSet = Readonly<Record<string, unknown>>;

/** A template that can't be filled in. */
export class TemplateError extends Error {}

/** The texts of a claim by its path, in which names may have dots: `kubernetes.io.namespace`. */
export function claimTexts(claims: ClaimSet, path: string): readonly string[] {
  const value = find(claims, path.split('.'));
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.flatMap((each) => (isPlain(each) ? [String(each)] : []));
}

/** The grant with all of its templates filled in. Subjects with a claim that is missing are not allowed. */
export function fillIn(grant: Grant, claims: ClaimSet): Grant {
  return {
    ...grant,
    account: one(grant.account, claims, isToken),
    // A name is not part of a subject.
    name: one(grant.name, claims, () => true),
    publish: rules(grant.publish, claims),
    subscribe: rules(grant.subscribe, claims),
    tags: grant.tags.flatMap((tag) => expand(tag, claims, () => true)),
  };
}

function find(value: unknown, path: readonly string[]): unknown {
  if (path.length === 0) return value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  for (let length = 1; length <= path.length; length++) {
    const name = path.slice(0, length).join('.');
    if (!Object.hasOwn(value, name)) continue;
    const found = find((value as ClaimSet)[name], path.slice(length)); // An object by the line above.
    if (found !== undefined) return found;
  }
  return undefined;
}

function isPlain(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function rules({ allow, deny }: SubjectRules, claims: ClaimSet): SubjectRules {
  const allowed = allow.flatMap((each) => expand(each, claims, isToken));
  const denied = deny.flatMap((each) => {
    const subjects = expand(each, claims, isToken);
    // What is not denied would be allowed.
    if (subjects.length === 0)
      throw new TemplateError(`${each} can not be denied: a claim is missing`);
    return subjects;
  });
  // A list of which nothing is left allows nothing, not everything.
  const nothing = allow.length > 0 && allowed.length === 0;
  return { allow: allowed, deny: nothing ? ['>'] : denied };
}

function one(text: string, claims: ClaimSet, isValid: (value: string) => boolean): string {
  const texts = expand(text, claims, isValid);
  if (texts.length === 1) return texts[0]!;
  const lack = texts.length === 0 ? 'missing, or no single token' : 'several';
  throw new TemplateError(`${text} can not be filled in: its claim is ${lack}`);
}

/** So many subjects may one text stand for. */
const MOST = 256;

/** All texts that the claims make of one; none if a claim is missing. */
function expand(text: string, claims: ClaimSet, isValid: (value: string) => boolean): string[] {
  const [before = '', name, ...after] = text.split(/\{\{\s*([^{}\s]+)\s*\}\}/);
  if (name === undefined) return [before];
  const rest = expand(join(after), claims, isValid);
  const values = claimTexts(claims, name).filter(isValid);
  if (values.length * rest.length > MOST)
    throw new TemplateError(`${text} stands for too many subjects`);
  return values.flatMap((value) => rest.map((end) => before + value + end));
}

/** What `split` took apart, behind the first template. */
function join(parts: readonly string[]): string {
  return parts.map((part, at) => (at % 2 === 0 ? part : `{{${part}}}`)).join('');
}

function isToken(value: string): boolean {
  return value !== '' && !/[.*>\s\p{Cc}]/u.test(value);
}

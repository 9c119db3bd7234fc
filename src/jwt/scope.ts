/** An account's signing keys. A scoped one issues users of one role, whose permissions its template sets. */
import { JwtError } from './errors.ts';
import { always, object, text, writeFields, type Field, type Fields } from './fields.ts';
import type { JsonObject } from './json-reader.ts';
import { compareTexts, writeList, writeObject, writeText } from './json-writer.ts';
import { NATS_UNLIMITED } from './limits.ts';
import { USER_PERMISSION_LIMITS, type UserPermissionLimits } from './user-permission-limits.ts';
import { isPublicKey, quoteText, type Issues } from './validation.ts';

export interface UserScope {
  /** The signing key's public key. */
  readonly key: string;
  readonly role: string;
  /** What users of this key may do; its subjects may have `{{name()}}` and the like in them. */
  readonly template: UserPermissionLimits;
  readonly description: string;
}

/** Public keys, each with its scope; undefined for keys that may issue anything. */
export type SigningKeys = ReadonlyMap<string, UserScope | undefined>;

const KIND = 'user_scope';

// Absent limits of a template are none, though 0 is not written either: a template can't say 0 (jwt, NewUserScope).
const TEMPLATE = object<UserPermissionLimits>(USER_PERMISSION_LIMITS.fields, NATS_UNLIMITED);

const SCOPE_FIELDS: Fields<UserScope> = {
  key: always(text),
  role: always(text),
  template: TEMPLATE,
  description: always(text),
};
const SCOPE = object(SCOPE_FIELDS, { template: { ...TEMPLATE.zero(), ...NATS_UNLIMITED } });

/** On the wire a list of keys and scopes, sorted by key. */
export const SIGNING_KEYS: Field<SigningKeys> = {
  zero: () => new Map(),
  read: (json, path) => {
    if (!Array.isArray(json)) throw unreadable(path);
    const keys = new Map<string, UserScope | undefined>();
    for (const [i, each] of (json as readonly unknown[]).entries()) {
      const place = `${path}[${i}]`;
      if (typeof each === 'string') keys.set(each, undefined);
      else if (each instanceof Map) {
        const scope = readScope(each as JsonObject, place);
        keys.set(scope.key, scope);
      } else throw unreadable(place);
    }
    return keys;
  },
  write: (keys, path) => writeList(sorted(keys).map(([key, scope]) => writeKey(key, scope, path))),
  isOmitted: (keys) => keys.size === 0,
};

/** A scope without any permission set, and without limits. */
export function newUserScope(key: string, role = ''): UserScope {
  return { ...SCOPE.zero(), key, role, template: { ...TEMPLATE.zero(), ...NATS_UNLIMITED } };
}

export function validateSigningKeys(keys: SigningKeys, issues: Issues): void {
  for (const [key, scope] of keys) {
    if (isPublicKey(scope?.key ?? key, 'account')) continue;
    issues.error(
      scope === undefined
        ? `${quoteText(key)} is not a valid account signing key`
        : `${scope.key} is not an account public key`,
    );
  }
}

function readScope(json: JsonObject, path: string): UserScope {
  const kind = json.get('kind');
  if (kind === KIND) return SCOPE.read(json, path);
  const shown = typeof kind === 'string' ? quoteText(kind) : 'without a kind';
  throw new JwtError('ERR_JWT_CLAIM', `unknown signing key scope ${shown}`);
}

function writeKey(key: string, scope: UserScope | undefined, path: string): string {
  if (scope === undefined) return writeText(key);
  return writeObject([
    ['kind', writeText(KIND)],
    ...writeFields(SCOPE_FIELDS, scope, `${path}.${key}`),
  ]);
}

function sorted(keys: SigningKeys): (readonly [string, UserScope | undefined])[] {
  return Array.from(keys).sort(([a], [b]) => compareTexts(a, b));
}

function unreadable(path: string): JwtError {
  return new JwtError('ERR_JWT_CLAIM', `the claim ${path} must hold keys and scopes`);
}

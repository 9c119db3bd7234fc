/** Who may connect to a cluster: the JSON that nats-operator takes from Secrets, and the users of service accounts. */
import { createHash } from 'node:crypto';
import { Inclusion, type PlainConf, type PlainRecord } from '../conf/writer.ts';
import { encodePublicKey } from '../nkeys/strkey.ts';
import { check, isRecord, type Problem } from './check.ts';
import type { RenderSettings, ServiceUser } from './settings.ts';
import { integer, list, object, text, type Schema } from './schema.ts';

const SUBJECTS = list(text('A subject.', 'orders.>'), 'Subjects.');

/** A list of subjects, or `{ allow, deny }`; both are what nats-server takes, too. */
const PERMISSION: Schema = {
  openapi: {
    description: 'Subjects, or allow and deny.',
    'x-kubernetes-preserve-unknown-fields': true,
  },
};
const ALLOW_DENY = object('What is allowed and what is not.', { allow: SUBJECTS, deny: SUBJECTS });

const PERMISSIONS = object('Where one may publish and subscribe.', {
  publish: PERMISSION,
  subscribe: PERMISSION,
});

const SINGLE = {
  username: text('The user.'),
  password: text('The password.'),
  timeout: integer('Seconds to log in.', { minimum: 1 }),
};

const CLIENTS = object('Who clients are.', {
  ...SINGLE,
  token: text('The token, instead of user and password.'),
  users: list(
    object('A user.', {
      username: text('The user.'),
      password: text('The password.'),
      nkey: text('The public key, instead of user and password.', '', {
        pattern: '^U[A-Z2-7]{55}$',
      }),
      permissions: PERMISSIONS,
    }),
    'Users.',
  ),
  default_permissions: PERMISSIONS,
  include: text('A file of them, relative to /etc/nats-config.'),
});

const PEERS = object('Who routes and gateways are.', SINGLE, ['username', 'password']);

/** What is asked of a Secret. */
interface SecretUse {
  readonly name: string;
  /** The field that names it. */
  readonly path: string;
  readonly of: 'clients' | 'peers';
  readonly timeout: number | undefined;
}

/** The block that a Secret says; undefined if it says none, which is then one of `problems`. */
export function secretAuthorization(
  use: SecretUse,
  settings: RenderSettings,
  problems: Problem[],
): PlainRecord | undefined {
  const block = blockOf(use, settings.secret?.(use.name));
  if (typeof block !== 'string') return block;
  problems.push({ path: use.path, text: block });
  return undefined;
}

/** The block, or what is wrong with it. */
function blockOf(
  { name, of, timeout }: SecretUse,
  secret: ReadonlyMap<string, string> | undefined,
): PlainRecord | string {
  if (secret === undefined)
    return `there is no Secret ${name}; make it in the namespace of the cluster, or add its file.`;
  const [entry, another] = secret;
  if (entry === undefined || another !== undefined)
    return `the Secret ${name} has ${secret.size} entries, so which is meant is not clear; leave one.`;
  const [key, json] = entry;
  const value = parsed(json);
  if (!isRecord(value)) return `${key} of the Secret ${name} is no object in JSON.`;
  const schema = of === 'clients' ? CLIENTS : PEERS;
  const [wrong] = [...check(schema, value, key), ...permissionProblems(value, key)];
  if (wrong !== undefined) return `Secret ${name}: ${wrong.path}: ${wrong.text}`;
  if (!namesSomebody(value))
    return `${key} of the Secret ${name} lets everybody in: it has no username, token, users or include.`;
  const { include, ...block } = value;
  return {
    ...(block as PlainRecord), // As CLIENTS or PEERS have it.
    ...(typeof include === 'string' ? { include: new Inclusion(include) } : {}),
    ...(timeout === undefined ? {} : { timeout }),
  };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined; // What JSON.parse says would show what stands there.
  }
}

/** Lists and maps of subjects have no schema in common. */
function permissionProblems(value: Readonly<Record<string, unknown>>, path: string): Problem[] {
  const users = Array.isArray(value['users']) ? (value['users'] as unknown[]) : [];
  const all: [unknown, string][] = [
    [value['default_permissions'], `${path}.default_permissions`],
    ...users.map((user, at): [unknown, string] => [
      isRecord(user) ? user['permissions'] : undefined,
      `${path}.users[${at}].permissions`,
    ]),
  ];
  return all.flatMap(([permissions, place]) =>
    isRecord(permissions)
      ? Object.entries(permissions).flatMap(([way, subjects]) =>
          check(Array.isArray(subjects) ? SUBJECTS : ALLOW_DENY, subjects, `${place}.${way}`),
        )
      : [],
  );
}

function namesSomebody({
  username,
  token,
  users,
  include,
}: Readonly<Record<string, unknown>>): boolean {
  return [username, token, include].some(Boolean) || (Array.isArray(users) && users.length > 0);
}

/** The block of a cluster whose users are service accounts. */
export function serviceAuthorization(
  users: readonly ServiceUser[],
  timeout: number | undefined,
): PlainRecord {
  const sorted = users.toSorted((a, b) => compare(a.user, b.user) || compare(a.token, b.token));
  const blocks = sorted.map(({ user, token, permissions }): PlainConf => {
    const { publish, subscribe } = permissions;
    const allowed = {
      ...(publish === undefined ? {} : { publish }),
      ...(subscribe === undefined ? {} : { subscribe }),
    };
    const may = Object.keys(allowed).length === 0 ? {} : { permissions: allowed };
    return { user, password: token, ...may };
  });
  return {
    // A server without users lets everybody in.
    users: blocks.length > 0 ? blocks : [{ nkey: NOBODY }],
    ...(timeout === undefined ? {} : { timeout }),
  };
}

/** A public key whose seed cannot exist anywhere: it was made of words, not of a seed. */
const NOBODY = encodePublicKey('user', createHash('sha256').update('nobody may connect').digest());

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

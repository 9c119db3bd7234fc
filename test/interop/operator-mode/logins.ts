// Users of accounts of every sort: limits, permissions, roles, ways, places and times.
import { newUserScope, type UserPermissionLimits } from '../../../src/jwt/index.ts';
import { createAccount } from '../../../src/nkeys/create.ts';
import {
  preloadOf,
  TestOperator,
  type TestAccount,
  type TestUser,
} from '../../support/operator.ts';

export interface Login {
  readonly name: string;
  readonly user: TestUser;
  /** What CONNECT says beside the JWT. */
  readonly more: object;
  /** What the client sends when it is in. */
  readonly then: string;
  /** Whether it is cut off before long, some time after it came in. */
  readonly endsAnyway: boolean;
}

const SUBJECTS = ['a', 'a.b', 'b', 'tag.x', 'tag.y', 'u.name', '_INBOX.q'];
/** Tries each subject, listening and speaking. */
const PROBE = SUBJECTS.map(
  (subject, at) => `SUB ${subject} ${at}\r\nSUB ${subject} q ${at}0\r\nPUB ${subject} 2\r\nhi\r\n`,
).join('');

/** The users, and what a server is told of their accounts. */
export function logins(): {
  operator: TestOperator;
  preload: Record<string, string>;
  all: Login[];
} {
  const operator = new TestOperator();
  // Each login has an account of its own: they do not hear each other.
  const accounts: TestAccount[] = [operator.systemAccount];
  const all: Login[] = [];
  const account = (change: Parameters<TestOperator['account']>[1] = {}): TestAccount => {
    const made = operator.account(`A${accounts.length}`, change);
    accounts.push(made);
    return made;
  };
  const add = (name: string, user: TestUser, { more = {}, endsAnyway = false } = {}): void => {
    all.push({ name, user, more, then: endsAnyway ? '' : PROBE, endsAnyway });
  };
  const now = Math.floor(Date.now() / 1000);

  add('plain', account().user('u'));
  add('verbose', account().user('u'), { more: { verbose: true } });
  add('with the key in CONNECT', account().user('u'), { more: { nkey: 'x' } });
  add('with name and password', account().user('u'), { more: { user: 'a', pass: 'b' } });
  add('with an account', account().user('u'), { more: { account: 'x' } });
  add('that ends later', account().user('u', { exp: now + 3600 }));
  add('that begins now', account().user('u', { nbf: now - 1 }));
  add('a bearer', account().user('u', { nats: { bearer_token: true } }), { more: { sig: '' } });
  add('a bearer with a wrong signature', account().user('u', { nats: { bearer_token: true } }), {
    more: { sig: 'AAAA' },
  });
  for (const types of [
    ['STANDARD'],
    ['standard'],
    ['WEBSOCKET', 'STANDARD'],
    ['PIGEON', 'STANDARD'],
  ]) {
    add(`by ${types.join()}`, account().user('u', { nats: { allowed_connection_types: types } }));
  }
  for (const src of [['127.0.0.0/8'], ['0.0.0.0/0'], ['192.0.2.0/24', '127.0.0.1/32'], ['::/0']]) {
    add(`from ${src.join()}`, account().user('u', { nats: { src } }));
  }
  for (const [start, end] of [
    ['00:00:00', '23:59:59'],
    ['00:00:01', '00:00:00'],
    ['23:59:59', '23:59:58'],
  ] as const) {
    for (const zone of ['', 'UTC', 'Asia/Tokyo', 'America/New_York']) {
      const nats = { times: [{ start, end }], times_location: zone };
      add(`from ${start} to ${end} in ${zone}`, account().user('u', { nats }));
    }
  }
  const limits = [
    { subs: 0 },
    { subs: 1 },
    { subs: 3 },
    { payload: 0 },
    { payload: 1 },
    { payload: 2 },
  ];
  for (const limit of [...limits, { subs: -2 }, { payload: -2 }, { data: 0 }]) {
    const endsAnyway = 'subs' in limit && limit.subs <= 0;
    add(`a user with ${JSON.stringify(limit)}`, account().user('u', { nats: limit }), {
      endsAnyway,
    });
    const limited = account({ nats: { limits: limit as never } });
    add(`an account with ${JSON.stringify(limit)}`, limited.user('u'), { endsAnyway });
  }
  for (const conn of [0, 1, -2]) {
    add(`connections: ${conn}`, account({ nats: { limits: { conn } as never } }).user('u'));
  }
  const permissions: Partial<UserPermissionLimits>[] = [
    { pub: { allow: ['a'], deny: [] } },
    { pub: { allow: [], deny: ['a'] } },
    { sub: { allow: ['a', 'b q'], deny: [] } },
    { sub: { allow: [], deny: ['a', 'b q'] } },
    { pub: { allow: ['>'], deny: ['a.*'] }, sub: { allow: ['*'], deny: ['b'] } },
    { resp: { max: 1, ttl: 0 } },
    { resp: { max: 0, ttl: 0 }, pub: { allow: ['a'], deny: [] } },
  ];
  for (const nats of permissions) {
    const said = JSON.stringify(nats);
    add(`permissions ${said}`, account().user('u', { nats }));
    const defaults = { pub: none, sub: none, resp: undefined, ...nats };
    const byDefault = () => account({ nats: { default_permissions: defaults } });
    add(`default permissions ${said}`, byDefault().user('u'));
    add(
      `own permissions over ${said}`,
      byDefault().user('u', { nats: { pub: { allow: ['b'], deny: [] } } }),
    );
  }
  const roles: Partial<UserPermissionLimits>[] = [
    {},
    { pub: { allow: ['tag.{{tag(t)}}'], deny: [] } },
    { pub: { allow: ['tag.{{tag(none)}}'], deny: [] } },
    { sub: { allow: ['u.{{name()}}', '{{subject()}}'], deny: [] } },
    { sub: { allow: ['>'], deny: ['tag.{{account-tag(T)}}'] } },
    { pub: { allow: ['{{account-name()}}', '{{account-subject()}}'], deny: [] } },
    { pub: { allow: ['{{nonsense()}}'], deny: [] } },
    { bearer_token: true },
    { subs: 2, payload: 1 },
    { allowed_connection_types: ['WEBSOCKET'] },
  ];
  for (const template of roles) {
    const key = createAccount();
    const scope = newUserScope(key.publicKey, 'r');
    const signingKeys = new Map([
      [key.publicKey, { ...scope, template: { ...scope.template, ...template } }],
    ]);
    const roled = () => account({ nats: { signing_keys: signingKeys, tags: ['t:x'] } });
    const said = JSON.stringify(template);
    add(`a role ${said}`, roled().scopedUser('name', { nats: { tags: ['t:x', 't:y'] } }, key));
    add(`a role ${said}, without tags`, roled().scopedUser('name', {}, key));
    add(`a role ${said}, without signature`, roled().scopedUser('name', {}, key), {
      more: { sig: '' },
    });
  }
  const mapped = account({
    nats: { mappings: new Map([['a', [{ subject: 'b', weight: 0, cluster: '' }]]]) },
  });
  add('with a mapping', mapped.user('u'));
  return { operator, preload: preloadOf(...accounts), all };
}

const none = { allow: [], deny: [] };

// nats-server's auth.go, processUserPermissionsTemplate, with its tests in jwt_test.go.
import assert from 'node:assert/strict';
import {
  expandTemplate,
  JwtError,
  MAX_EXPANSIONS,
  newUserClaims,
  newUserScope,
  type Permission,
} from '../../src/jwt/index.ts';
import { publicKey } from './golden.ts';

const base = newUserClaims(publicKey('user'));
const user = {
  ...base,
  name: 'alice',
  nats: {
    ...base.nats,
    issuer_account: publicKey('account'),
    tags: ['dep:a', 'dep:b', 'dep:c.d', 'team:x', 'odd:a b'],
  },
};
const account = { name: 'ACME', tags: ['region:eu', 'region:us'] };
const none: Permission = { allow: [], deny: [] };

/** The publish permissions that come of those. */
function expand(permission: Partial<Permission>, who = user): Permission {
  const scope = newUserScope(publicKey('account-scoped'));
  const template = { ...scope.template, pub: { ...none, ...permission } };
  const expanded = expandTemplate(template, who, account);
  assert.deepEqual(expanded.sub, none);
  return expanded.pub;
}

describe('expandTemplate', () => {
  for (const [entry, ...wanted] of [
    ['a.b', 'a.b'],
    ['{{name()}}.x', 'alice.x'],
    ['{{ NAME() }}', 'alice'],
    ['{{subject()}}', publicKey('user')],
    ['{{account-name()}}.>', 'ACME.>'],
    ['{{Account-Subject()}}', publicKey('account')],
    ['x.{{tag(team)}}', 'x.x'],
    ['x.{{tag(TEAM)}}', 'x.x'],
    ['{{tag(dep)}}', 'a', 'b', 'c.d'],
    ['{{account-tag(region)}}', 'eu', 'us'],
    ['{{tag(dep)}}.{{account-tag(region)}}', 'a.eu', 'a.us', 'b.eu', 'b.us', 'c.d.eu', 'c.d.us'],
    ['{{tag(team)}}.{{tag(team)}}.{{name()}}', 'x.x.alice'],
  ] as const) {
    it(`makes ${wanted.join(' ')} of ${entry}`, () => {
      assert.deepEqual(expand({ allow: [entry] }), { allow: wanted, deny: [] });
      assert.deepEqual(expand({ deny: [entry] }), { allow: [], deny: wanted });
    });
  }

  it('fills in both sides, and leaves everything else as it is', () => {
    const scope = newUserScope(publicKey('account-scoped'));
    const allow = ['in.{{name()}}'];
    const template = {
      ...scope.template,
      sub: { allow, deny: ['no'] },
      payload: 5,
      bearer_token: true,
    };
    const wanted = { ...template, sub: { allow: ['in.alice'], deny: ['no'] } };
    assert.deepEqual(expandTemplate(template, user, account), wanted);
  });

  it('drops what is no subject from what is allowed', () => {
    const allow = ['ok', '{{tag(none)}}.x', '{{tag(odd)}}', '{{name()}}'];
    assert.deepEqual(expand({ allow }), { allow: ['ok', 'alice'], deny: [] });
  });

  it('denies everything if nothing is left of what was allowed', () => {
    assert.deepEqual(expand({ allow: ['{{tag(none)}}'] }), { allow: [], deny: ['>'] });
    const both = { allow: ['{{tag(none)}}'], deny: ['x', '>'] };
    assert.deepEqual(expand(both), { allow: [], deny: ['x', '>'] });
    assert.deepEqual(expand({}), none);
  });

  it('looks at entries only where one has a template', () => {
    assert.deepEqual(expand({ allow: ['foo queue'] }).allow, ['foo queue']);
    assert.deepEqual(expand({ allow: ['foo queue', '{{name()}}'] }).allow, ['alice']);
  });

  for (const [what, permission, message] of [
    [
      'a tag that is missing from what is denied',
      { deny: ['{{tag(none)}}'] },
      'generated invalid subject "{{tag(none)}}": "none" is not defined',
    ],
    [
      'a tag that makes no subject in what is denied',
      { deny: ['{{tag(odd)}}'] },
      'generated invalid subject',
    ],
    [
      'a denied queue beside a template',
      { deny: ['foo queue', '{{name()}}'] },
      'generated invalid subject',
    ],
    [
      'an unknown operation',
      { allow: ['x.{{shell()}}'] },
      'template operation in "x.{{shell()}}": "shell()" is not defined',
    ],
    [
      'an operation without brackets',
      { allow: ['{{name}}'] },
      'template operation in "{{name}}": "name" is not defined',
    ],
    [
      'a tag in capitals, which nats-server does not find',
      { deny: ['{{TAG(team)}}'] },
      'generated invalid subject "{{TAG(team)}}": "TAG(team" is not defined',
    ],
  ] as const) {
    it(`fails for ${what}`, () =>
      assert.throws(
        () => expand(permission),
        (error) => {
          assert.ok(error instanceof JwtError);
          assert.equal(error.code, 'ERR_JWT_TEMPLATE');
          assert.equal(error.message, message);
          return true;
        },
      ));
  }

  it('puts names in as they are, and does not take them for patterns', () => {
    const named = (name: string) => expand({ allow: ['a.{{name()}}'] }, { ...user, name });
    assert.deepEqual(named('$&').allow, ['a.$&']);
    assert.deepEqual(named('').deny, ['>']);
    assert.deepEqual(named('x y').deny, ['>']);
    // As nats-server, which fills in one operation after the other.
    assert.deepEqual(named('>').allow, ['a.>']);
  });

  for (const [entry, ...wanted] of [
    ['a.{{}}.b', 'a.{{}}.b'],
    ['a.{{name()}.b', 'a.{{name()}.b'],
    ['a.{name()}', 'a.{name()}'],
    ['{{}.{{name()}}', '{{}.alice'],
    ['{{x}.{{name()}}}', '{{x}.alice}'],
  ] as const) {
    it(`takes only what is closed for an operation: ${entry}`, () =>
      assert.deepEqual(expand({ allow: [entry, '{{name()}}'] }).allow, [...wanted, 'alice']));
  }

  it('takes the first braces for the beginning', () => {
    const message = 'template operation in "{{{{name()}}": "{{name()" is not defined';
    assert.throws(() => expand({ allow: ['{{{{name()}}'] }), { message });
  });

  it('is not held up by long entries, nor fills the memory with them', () => {
    const long = 'x'.repeat(100_000);
    for (const allow of ['{'.repeat(500_000), `${'{'.repeat(500_000)}}`, '{{a}'.repeat(100_000)]) {
      assert.deepEqual(expand({ allow: [allow] }).allow, [allow]);
    }
    const tags = Array.from({ length: 4096 }, (_, i) => `n:${i}`);
    const many = { ...user, nats: { ...user.nats, tags } };
    const message = 'template expansion exceeds limit: 4096';
    assert.throws(() => expand({ allow: [`${long}.{{tag(n)}}`] }, many), { message });
  });

  it('does not count what it makes without tags, as nats-server', () => {
    const allow = Array.from({ length: MAX_EXPANSIONS + 1 }, (_, i) => `{{name()}}.${i}`);
    assert.equal(expand({ allow }).allow.length, MAX_EXPANSIONS + 1);
  });

  it('stops at 4096 subjects of a list', () => {
    const tags = Array.from({ length: 64 }, (_, i) => `n:${i}`);
    const many = { ...user, nats: { ...user.nats, tags } };
    assert.equal(expand({ allow: ['{{tag(n)}}.{{tag(n)}}'] }, many).allow.length, MAX_EXPANSIONS);
    const message = 'template expansion exceeds limit: 4096';
    for (const allow of [
      ['{{tag(n)}}.{{tag(n)}}', '{{tag(n)}}'],
      [`{{tag(n)}}.{{tag(n)}}.{{tag(n)}}`],
      [Array.from({ length: 300 }, () => '{{tag(n)}}').join('.')],
    ]) {
      assert.throws(() => expand({ allow }, many), { message });
    }
  });
});

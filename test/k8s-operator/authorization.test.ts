import assert from 'node:assert/strict';
import { writeConf } from '../../src/conf/writer.ts';
import { secretAuthorization, serviceAuthorization } from '../../src/k8s-operator/authorization.ts';
import type { Problem } from '../../src/k8s-operator/check.ts';

const PATH = 'spec.auth.clientsAuthSecret';

function read(
  entries: Record<string, string>,
  of: 'clients' | 'peers' = 'clients',
): { conf: string | undefined; problem: string | undefined } {
  const problems: Problem[] = [];
  const secret = (): ReadonlyMap<string, string> => new Map(Object.entries(entries));
  const use = { name: 's', path: PATH, of, timeout: 2 };
  const block = secretAuthorization(use, { secret }, problems);
  for (const { path } of problems) assert.equal(path, PATH);
  return { conf: block && writeConf(block), problem: problems[0]?.text };
}

describe('secretAuthorization', () => {
  it('reads the only entry, whatever its name', () => {
    const { conf } = read({ anything: '{"username":"a","password":"$x","timeout":9}' });
    assert.equal(conf, 'username: a\npassword: "$x"\ntimeout: 2\n');
  });

  it('includes the file that it names', () => {
    assert.equal(
      read({ a: '{"include":"users.conf"}' }).conf,
      'include "users.conf"\ntimeout: 2\n',
    );
  });

  const refused: [string, Record<string, string>, RegExp][] = [
    ['several entries', { a: '{}', b: '{}' }, /has 2 entries/],
    ['no entry', {}, /has 0 entries/],
    ['no JSON', { a: 'username: a' }, /^a of the Secret s is no object in JSON/],
    ['a list', { a: '[]' }, /is no object/],
    [
      'a field that there is not',
      { a: '{"user":"x"}' },
      /^Secret s: a\.user: there is no such field/,
    ],
    [
      'wrong permissions',
      { a: '{"users":[{"username":"u","permissions":{"publish":{"allow":"x"}}}]}' },
      /a\.users\[0\]\.permissions\.publish\.allow: must be a list/,
    ],
    [
      'wrong subjects',
      { a: '{"token":"t","default_permissions":{"subscribe":[1]}}' },
      /a\.default_permissions\.subscribe\[0\]/,
    ],
    ['nobody, which would let everybody in', { a: '{"users":[]}' }, /lets everybody in/],
  ];
  for (const [name, entries, message] of refused) {
    it(`refuses ${name}`, () => assert.match(read(entries).problem ?? '', message));
  }

  it('refuses peers that are more than one', () => {
    assert.match(read({ a: '{"users":[]}' }, 'peers').problem ?? '', /a\.username: is missing/);
  });

  it('never shows what stands there', () => {
    for (const json of ['{"password":"hunter2"', '{"password":["hunter2"]}', '"hunter2"']) {
      assert.doesNotMatch(read({ a: json }).problem ?? '', /hunter2/);
    }
  });
});

describe('serviceAuthorization', () => {
  it('is the same however its users are sorted', () => {
    const users = [
      { user: 'b', token: '1', permissions: {} },
      { user: 'a', token: '3', permissions: { publish: ['x'] } },
      { user: 'a', token: '2', permissions: { subscribe: ['y'] } },
    ];
    const one = writeConf(serviceAuthorization(users, undefined));
    assert.equal(one, writeConf(serviceAuthorization(users.toReversed(), undefined)));
    assert.deepEqual(
      Array.from(one.matchAll(/password: "?(\d)/g), ([, token]) => token),
      ['2', '3', '1'],
    );
  });
});

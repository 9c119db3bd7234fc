// That the migrated claims are Go's is compared in golden.test.ts.
import assert from 'node:assert/strict';
import { parseJson, type JsonObject } from '../../../src/jwt/json-reader.ts';
import { CLUSTER_FIELDS } from '../../../src/jwt/v1/cluster-claims.ts';
import {
  readAccountV1,
  readActivationV1,
  readClusterV1,
  readOperatorV1,
  readServerV1,
  readUserV1,
} from '../../../src/jwt/v1/migrate.ts';
import { SERVER_FIELDS } from '../../../src/jwt/v1/server-claims.ts';

const parse = (claims: object) => parseJson('test', JSON.stringify(claims)) as JsonObject; // It is one.

describe('Claims of version 1', () => {
  it('have tags and the issuing account beside the body, where version 2 does not look', () => {
    const json = parse({
      tags: ['t'],
      issuer_account: 'A',
      nats: { tags: ['x'], issuer_account: 'B' },
    });
    assert.deepEqual(readUserV1(json).nats.tags, ['t']);
    assert.equal(readUserV1(json).nats.issuer_account, 'A');
    assert.equal(readActivationV1(json).nats.issuer_account, 'A');
    assert.deepEqual(readOperatorV1(json).nats.tags, ['t']);
  });

  it('stay of version 1 until they are written', () => {
    for (const read of [readOperatorV1, readAccountV1, readUserV1, readActivationV1]) {
      assert.equal(read(parse({ nats: { version: 2 } })).nats.version, 1);
    }
  });

  it('mean no limit by an absent limit of a user, and none by one of an account', () => {
    for (const json of [parse({}), parse({ nats: null }), parse({ nats: { subs: null } })]) {
      const { subs, data, payload } = readUserV1(json).nats;
      assert.deepEqual([subs, data, payload], [-1, -1, -1]);
    }
    assert.equal(readUserV1(parse({ nats: { subs: 0, payload: 5 } })).nats.subs, 0);
    assert.equal(readAccountV1(parse({})).nats.limits.subs, 0);
  });

  it('call the kind of an activation its type', () => {
    const { subject, kind } = readActivationV1(
      parse({ nats: { subject: 'a', type: 'stream' } }),
    ).nats;
    assert.deepEqual([subject, kind], ['a', 'stream']);
  });

  it('know nothing of what came later', () => {
    const nats = {
      limits: { mem_storage: 5 },
      mappings: { a: [] },
      trace: {},
      description: 'x',
      signing_keys: ['A'],
    };
    const account = readAccountV1(parse({ nats })).nats;
    assert.deepEqual(
      [account.limits.mem_storage, account.mappings.size, account.trace, account.description],
      [0, 0, undefined, ''],
    );
    assert.deepEqual(account.signing_keys, new Map([['A', undefined]]));
    assert.throws(
      () => readAccountV1(parse({ nats: { signing_keys: [{ kind: 'user_scope' }] } })),
      {
        message: 'the claim nats.signing_keys[0] must be a string',
      },
    );
    assert.equal(readUserV1(parse({ nats: { proxy_required: true } })).nats.proxy_required, false);
  });

  it('had clusters and servers', () => {
    assert.deepEqual(Object.keys(CLUSTER_FIELDS), Object.keys(readClusterV1(parse({})).nats));
    assert.deepEqual(
      Object.keys(SERVER_FIELDS),
      Object.keys(readServerV1(parse({ nats: { x: 1 } })).nats),
    );
  });
});

import assert from 'node:assert/strict';
import { decodeAs, newExport, type Export } from '../../../src/jwt/index.ts';
import {
  destinationsOf,
  exportsOf,
  limitOf,
  limitsOf,
  mappingsOf,
  permissionsOf,
  standingOf,
} from '../../../src/server/account/from-claims.ts';
import { TestOperator, type AccountChange } from '../../support/operator.ts';

describe('what claims say', () => {
  const operator = new TestOperator();
  const claimsOf = (change: AccountChange = {}) =>
    decodeAs('account', operator.account('A', change).jwt);

  it('of limits: only -1 is none', () => {
    assert.deepEqual([-1, -2, 0, 5, 5n].map(limitOf), [-1, 0, 0, 5, 5]);
    const limits = { conn: 3, leaf: 0 } as never;
    const { maxConnections, maxLeafnodes } = limitsOf(claimsOf({ nats: { limits } }).nats);
    assert.deepEqual([maxConnections, maxLeafnodes], [3, 0]);
  });

  it('of permissions', () => {
    const none = { allow: [], deny: [] };
    assert.equal(permissionsOf({ pub: none, sub: none, resp: undefined }), undefined);
    const some = permissionsOf({ pub: { allow: ['a'], deny: [] }, sub: none, resp: undefined });
    assert.deepEqual(some?.publish, { allow: ['a'], deny: undefined });
    const answers = permissionsOf({ pub: none, sub: none, resp: { max: -1, ttl: 3e9 } });
    assert.deepEqual(answers?.publish?.allow, []);
    assert.deepEqual(answers.allowResponses, { max: -1, expiresMs: 3000 });
  });

  it('of mappings, without those that are wrong', () => {
    const to = (subject: string) => [{ subject, weight: 0, cluster: '' }];
    const mappings = mappingsOf(
      claimsOf({
        nats: {
          mappings: new Map([
            ['a', to('b')],
            ['c.*', to('d.{{nope(1)}}')],
          ]),
        },
      }).nats,
      '',
    );
    assert.deepEqual([mappings.apply('a'), mappings.apply('c.x')], ['b', 'c.x']);
  });

  function exported(each: Partial<Export>) {
    const why: string[] = [];
    const service = { ...newExport('service', 'q'), ...each };
    const [terms] = exportsOf(claimsOf({ nats: { exports: [service] } }).nats, (_, text) =>
      why.push(text),
    );
    return { terms: terms!, why };
  }

  it('of exports', () => {
    const { terms } = exported({
      response_type: 'Stream',
      response_threshold: 5e9,
      token_req: true,
    });
    assert.deepEqual(
      [terms.service, terms.responseType, terms.thresholdMs, terms.needsActivation],
      ['q', 'stream', 5000, true],
    );
    assert.deepEqual(
      [exported({}).terms.responseType, exported({}).terms.thresholdMs],
      ['singleton', 120_000],
    );
  });

  it('of measurements, unless they can not be made', () => {
    const latency = { sampling: 50, results: 'r' };
    assert.deepEqual(exported({ service_latency: latency }).terms.latency, {
      sampling: 50,
      subject: 'r',
    });
    const looping = exported({ service_latency: { ...latency, results: 'q' } });
    assert.deepEqual(
      [looping.terms.latency, looping.why],
      [undefined, ['invalid publish subject']],
    );
    const many = exported({ service_latency: latency, response_type: 'Chunked' });
    assert.deepEqual(many.why, ['bad service response type']);
  });

  it('of mappings', () => {
    const claims = [
      { subject: 'b', weight: 0, cluster: 'C' },
      { subject: 'c', weight: 10, cluster: '' },
    ];
    assert.deepEqual(destinationsOf(claims), [
      { destination: 'b', weight: 100, cluster: 'C' },
      { destination: 'c', weight: 10, cluster: '' },
    ]);
  });

  it('of who may issue users', () => {
    const claims = claimsOf();
    assert.deepEqual([...standingOf('', claims, false).issuers.keys()], [claims.sub]);
    assert.deepEqual([...standingOf('', claims, true).issuers.keys()], []);
  });
});

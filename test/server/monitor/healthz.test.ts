import assert from 'node:assert/strict';
import { healthz } from '../../../src/server/monitor/healthz.ts';
import { Query } from '../../../src/server/monitor/query.ts';
import { view } from './view.ts';

const streamless = '"account" must not be empty when checking stream health';
const consumerless = '"stream" must not be empty when checking consumer health';

describe('healthz', () => {
  for (const [query, failure, status, body, complaint] of [
    ['', undefined, 200, { status: 'ok' }, undefined],
    ['details=1&js-server-only=1', undefined, 200, { status: 'ok' }, undefined],
    ['account=A&stream=S&consumer=C', undefined, 200, { status: 'ok' }, undefined],
    ['', 'no "port"', 500, { status: 'error', error: 'no "port"' }, '"no \\"port\\""'],
    [
      'details=1',
      'no port',
      500,
      { status: 'error', errors: [{ type: 'CONNECTION', error: 'no port' }] },
      '1 errors',
    ],
    ['stream=S', undefined, 400, { status: 'error', error: streamless }, undefined],
    [
      'consumer=C&details=1',
      undefined,
      400,
      { status: 'error', errors: [{ type: 'BAD_REQUEST', error: consumerless }] },
      '1 errors',
    ],
  ] as const) {
    it(`says ${status} for "${query}" where ${failure ?? 'all is well'}`, () => {
      const health = healthz(view({ failure }), new Query(query));
      assert.deepEqual([health.status, health.body], [status, body]);
      if (complaint !== undefined) assert.equal(health.complaint, complaint);
      assert.equal(health.complaint === undefined, status === 200);
    });
  }

  for (const name of [
    'js-enabled',
    'js-enabled-only',
    'js-server-only',
    'js-meta-only',
    'details',
  ]) {
    it(`reads ${name}`, () => {
      assert.throws(() => healthz(view(), new Query(`${name}=x`)), new RegExp(`for '${name}'`));
    });
  }
});

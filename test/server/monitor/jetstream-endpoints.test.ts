import assert from 'node:assert/strict';
import { ipqueuesz, jsz, raftz } from '../../../src/server/monitor/jetstream-endpoints.ts';
import { Query } from '../../../src/server/monitor/query.ts';
import { NOW, view } from './view.ts';

describe('jsz', () => {
  it('says that there is no JetStream, as nats-server without it', () => {
    const expected = {
      memory: 0,
      storage: 0,
      reserved_memory: 0,
      reserved_storage: 0,
      accounts: 0,
      ha_assets: 0,
      api: { level: 0, total: 0, errors: 0 },
      server_id: 'NID',
      now: '2026-11-22T07:01:02.48Z',
      disabled: true,
      config: { max_memory: 0, max_storage: 0 },
      streams: 0,
      consumers: 0,
      messages: 0,
      bytes: 0,
      total: 0,
    };
    const query = new Query('accounts=1&streams=1&consumers=1&config=1&raft=1&offset=1&limit=2');
    assert.equal(JSON.stringify(jsz(view(), query, NOW)), JSON.stringify(expected));
  });

  for (const [query, text] of [
    ['leader-only=1', /^filtered response: not leader$/],
    ['streams=x', /boolean for 'streams'/],
    ['stream-leader-only=x', /boolean for 'stream-leader-only'/],
    ['limit=x', /int for 'limit'/],
  ] as const) {
    it(`refuses ${query}`, () => {
      assert.throws(() => jsz(view(), new Query(query), NOW), { message: text });
    });
  }
});

describe('ipqueuesz', () => {
  it('has no queues, and reads its query', () => {
    assert.deepEqual(ipqueuesz(new Query('all=1')), {});
    assert.throws(() => ipqueuesz(new Query('all=x')), /boolean for 'all'/);
  });
});

describe('raftz', () => {
  it('has no groups', () => {
    assert.throws(raftz, { code: 'ERR_MONITOR_NOT_FOUND', message: 'No Raft nodes registered' });
  });
});

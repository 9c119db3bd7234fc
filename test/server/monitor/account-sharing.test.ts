import assert from 'node:assert/strict';
import { Accounts } from '../../../src/server/account/accounts.ts';
import { sharingInfo } from '../../../src/server/monitor/account-sharing.ts';
import { completeOptions } from '../../../src/server/options/options.ts';

describe('sharingInfo', () => {
  const accounts = new Accounts([]);
  // Without the imports that every account has from a system account.
  accounts.configure({
    ...completeOptions({
      accounts: {
        A: {
          exports: [
            { stream: 's.>', accounts: ['B'] },
            { service: 'q.*', responseType: 'stream' },
            { service: 'lat', latency: { sampling: 40, subject: 'res' } },
          ],
          mappings: {
            'm.*': [
              { destination: 'c.$1', weight: 30 },
              { destination: 'd.$1', weight: 20, cluster: 'C1' },
            ],
          },
        },
        B: {
          imports: [
            { stream: { account: 'A', subject: 's.>' }, prefix: 'p' },
            { service: { account: 'A', subject: 'q.*' }, to: 'mine.$1', share: true },
            { service: { account: 'A', subject: 'lat' } },
          ],
        },
      },
    }),
    noSystemAccount: true,
  });
  const info = (name: string): unknown =>
    JSON.parse(JSON.stringify(sharingInfo(accounts.get(name)!)));

  it('tells of exports and mappings, weights added up', () => {
    assert.deepEqual(info('A'), {
      mappings: {
        'm.*': [
          { subject: 'c.$1', weight: 30 },
          { subject: 'm.$1', weight: 100 },
          { subject: 'd.$1', weight: 20, cluster: 'C1' },
          { subject: 'm.$1', weight: 100, cluster: 'C1' },
        ],
      },
      exports: [
        { subject: 'q.*', type: 'service', response_type: 'Streamed' },
        {
          subject: 'lat',
          type: 'service',
          response_type: 'Singleton',
          service_latency: { sampling: 40, results: 'res' },
        },
        { subject: 's.>', type: 'stream', approved_accounts: ['B'] },
      ],
    });
  });

  it('tells of imports', () => {
    const common = { account: 'A', invalid: false, tracking: false };
    const service = { ...common, type: 'service' };
    assert.deepEqual(info('B'), {
      imports: [
        { ...common, subject: 's.>', local_subject: 'p.s.>', type: 'stream', share: false },
        { ...service, subject: 'q.*', to: 'mine.*', local_subject: 'mine.*', share: true },
        {
          ...service,
          subject: 'lat',
          to: 'lat',
          local_subject: 'lat',
          share: false,
          latency: { sampling: 40, results: 'res' },
        },
      ],
    });
  });

  it('says nothing of what there is none of', () => {
    assert.deepEqual(info('$G'), {});
  });
});

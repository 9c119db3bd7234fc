import assert from 'node:assert/strict';
import { completeOptions, type GivenServerOptions } from '../../../src/server/options/options.ts';
import { reloadChanges } from '../../../src/server/options/reload.ts';

function changes(old: GivenServerOptions, next: GivenServerOptions) {
  return reloadChanges(completeOptions(old), completeOptions(next));
}

describe('reloadChanges', () => {
  it('finds none where nothing has changed', () => {
    const options = { port: 1, authorization: { users: [{ user: 'a' }] }, cluster: { port: 2 } };
    assert.deepEqual(changes(options, options), []);
  });

  it('tells what has changed and when it takes effect', () => {
    assert.deepEqual(changes({}, { maxPayload: 100 }), [
      {
        option: 'maxPayload',
        path: 'max_payload',
        old: 1024 * 1024,
        next: 100,
        effect: 'now',
        line: 'max_payload = 100',
      },
    ]);
  });

  const lines: [GivenServerOptions, GivenServerOptions, string[]][] = [
    [{}, { debug: true }, ['debug = true']],
    [{}, { pingIntervalMs: 20_000 }, ['ping_interval = 20s']],
    [{}, { writeDeadlineMs: 1500 }, ['write_deadline = 1.5s']],
    [{}, { serverTags: ['a'] }, ['tags']],
    [
      {},
      { authorization: { user: 'a', password: 'b' } },
      ['authorization username', 'authorization password'],
    ],
    [{ authorization: { token: 'a' } }, { authorization: { token: 'b' } }, ['authorization token']],
    [
      {},
      { authorization: { token: 'b', timeoutMs: 3000 } },
      ['authorization token', 'authorization timeout = 3'],
    ],
    [{}, { authorization: { users: [{ user: 'a', password: 'b' }] } }, ['authorization users']],
    [{}, { tls: { certFile: 'a', keyFile: 'b' } }, ['tls = enabled']],
    [{ tls: { certFile: 'a', keyFile: 'b' } }, {}, ['tls = disabled']],
    // The files may have changed.
    [
      { tls: { certFile: 'a', keyFile: 'b' } },
      { tls: { certFile: 'a', keyFile: 'b' } },
      ['tls = enabled'],
    ],
    [
      { cluster: { port: 1 } },
      { cluster: { port: 1, noAdvertise: true } },
      ['cluster no_advertise'],
    ],
    [{ port: 4333 }, { port: -1 }, []],
    [{ leafnodes: { port: 7422 } }, { leafnodes: { port: -1 } }, []],
    [
      { noAuthUser: 'a', authorization: { users: [{ user: 'a' }, { user: 'b' }] } },
      { authorization: { users: [{ user: 'b' }] } },
      ['authorization users', 'no_auth_user = '],
    ],
  ];
  for (const [old, next, expected] of lines) {
    it(`reports ${JSON.stringify(old)} → ${JSON.stringify(next)}`, () => {
      assert.deepEqual(
        changes(old, next).map(({ line }) => line),
        expected,
      );
    });
  }

  const refused: [GivenServerOptions, GivenServerOptions, string][] = [
    [
      {},
      { maxPending: 2 ** 27 },
      'config reload not supported for MaxPending: old=67108864, new=134217728',
    ],
    [{ host: 'a' }, { host: 'b' }, 'config reload not supported for Host: old=a, new=b'],
    [{}, { port: 5 }, 'config reload not supported for Port: old=4222, new=5'],
    // A free port is a new listener all the same.
    [
      {},
      { leafnodes: { port: -1 } },
      'config reload not supported for LeafNode port: old=, new=-1',
    ],
    [{}, { maxSubscriptions: 5 }, 'config reload not supported for MaxSubs: old=0, new=5'],
    [{}, { serverName: 'x' }, 'config reload not supported for ServerName: old=, new=x'],
    [
      {},
      { lameDuckDurationMs: 60_000 },
      'config reload not supported for LameDuckDuration: old=2m0s, new=1m0s',
    ],
    [
      { http: { port: 1 } },
      { http: { port: 2 } },
      'config reload not supported for HTTPPort: old=1, new=2',
    ],
    [
      { cluster: { port: 1 } },
      { cluster: { port: 2 } },
      'config reload not supported for cluster port: old=1, new=2',
    ],
    [
      { websocket: { port: 1, noTls: true } },
      { websocket: { port: 2, noTls: true } },
      'config reload not supported for Websocket port: old=1, new=2',
    ],
    [
      { host: 'a', maxPending: 2 ** 26 },
      { host: 'b', maxPending: 2 ** 27 },
      'config reload not supported for Host: old=a, new=b\nconfig reload not supported for MaxPending: old=67108864, new=134217728',
    ],
    [
      { noAuthUser: 'a', authorization: { users: [{ user: 'a' }] } },
      { authorization: { users: [{ user: 'a' }] } },
      'config reload not supported for NoAuthUser: old=a, new=',
    ],
  ];
  for (const [old, next, message] of refused) {
    it(`refuses ${JSON.stringify(old)} → ${JSON.stringify(next)}`, () => {
      assert.throws(() => changes(old, next), { code: 'ERR_RELOAD', message });
    });
  }

  it('shows no secret', () => {
    const gateway = (password: string) => ({
      gateway: {
        name: 'A',
        port: 1,
        authorization: { user: 'u', password },
        gateways: [{ name: 'B', urls: [`nats://u:${password}@h`] }],
      },
    });
    const found = changes(
      { authorization: { token: 's3cr3t' } },
      { authorization: { token: 's3cr3t2' } },
    );
    assert.ok(!found.some(({ line }) => line.includes('s3cr3t')));
    assert.throws(
      () => changes(gateway('s3cr3t'), gateway('s3cr3t2')),
      (error: Error) => !error.message.includes('s3cr3t'),
    );
  });
});

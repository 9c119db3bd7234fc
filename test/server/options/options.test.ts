import assert from 'node:assert/strict';
import {
  completeOptions,
  defaultOptions,
  type GivenServerOptions,
} from '../../../src/server/options/options.ts';

describe('completeOptions', () => {
  it('gives the defaults when told nothing', () => {
    assert.deepEqual(completeOptions(), defaultOptions);
  });

  it('keeps what it is given, and takes undefined for not given', () => {
    const given = {
      port: 0,
      maxPayload: 10,
      debug: undefined,
    } as unknown as GivenServerOptions;
    assert.deepEqual(completeOptions(given), { ...defaultOptions, port: 0, maxPayload: 10 });
  });

  const refused: [GivenServerOptions, string | RegExp][] = [
    [
      { maxPayload: 200, maxPending: 100 },
      'max_payload (200) cannot be higher than max_pending (100)',
    ],
    [{ serverName: 'a b' }, 'server name cannot contain spaces'],
    [{ clientAdvertise: ':' }, 'client_advertise must be a host or host:port, not ":"'],
    [{ clientAdvertise: 'h:x' }, /^client_advertise must be/],
    [{ clientAdvertise: 'h:' }, /^client_advertise must be/],
    [{ clientAdvertise: 'h:70000' }, /^client_advertise must be/],
    [{ clientAdvertise: '::1' }, /^client_advertise must be/],
    [{ clientAdvertise: '[::g]:1' }, /^client_advertise must be/],
    [{ clientAdvertise: 'nats://h:1' }, /^client_advertise must be/],
    [{ clientAdvertise: 'h/x' }, /^client_advertise must be/],
    [{ host: '' }, 'host must not be empty'],
    [
      { lameDuckDurationMs: 60_000, lameDuckGracePeriodMs: 60_000 },
      'lame duck grace period (1m0s) should be strictly lower than lame duck duration (1m0s)',
    ],
    [{ lameDuckDurationMs: 5000 }, /^lameDuckDurationMs must be a duration from 30000 to /],
    [{ port: 65536 }, 'port must be a port from 1 to 65535, or 0 or -1 for a free one, not 65536'],
    [{ port: -2 }, /^port must be/],
    [{ port: 1.5 }, /^port must be/],
    [{ port: '4222' as unknown as number }, /^port must be/],
    [{ http: { host: 'x', port: 70000 } }, /^http\.port must be/],
    [{ maxPayload: 0 }, 'maxPayload must be a whole number from 1 to 2147483647, not 0'],
    [{ maxPayload: NaN }, /^maxPayload must be/],
    [{ maxConnections: -2 }, 'maxConnections must be a whole number not below -1, not -2'],
    [{ maxSubscriptionTokens: 256 }, /^maxSubscriptionTokens must be a whole number from 0 to 255/],
    [{ pingIntervalMs: 2 ** 31 }, /^pingIntervalMs must be/],
    [{ writeDeadlineMs: 0 }, /^writeDeadlineMs must be/],
    [
      { port: -5, pingMax: -1 },
      'port must be a port from 1 to 65535, or 0 or -1 for a free one, not -5\npingMax must be a whole number not below 0, not -1',
    ],
    [
      { authorization: { users: [{ user: 3 as unknown as string }] } },
      'authorization.users[0].user must be a text, not 3',
    ],
    [
      { authorization: { pasword: 'x' } as object },
      'there is no option of authorization "pasword"',
    ],
    [{ systemAccount: 'A' }, 'error resolving system account: account missing'],
    [{ prot: 1 } as GivenServerOptions, 'there is no server option "prot"'],
    [{ toString: 1 } as unknown as GivenServerOptions, /^there is no server option/],
  ];
  for (const [given, message] of refused) {
    it(`refuses ${JSON.stringify(given)}`, () => {
      assert.throws(() => completeOptions(given), { code: 'ERR_OPTIONS', message });
    });
  }

  for (const given of [
    { port: -1 },
    { clientAdvertise: 'nats.example.com' },
    { clientAdvertise: '10.0.0.1:4222' },
    { clientAdvertise: '[::1]:4222' },
    { port: 65535 },
    { maxConnections: -1 },
    { maxPayload: 100, maxPending: 100 },
    { maxSubscriptionTokens: 255 },
    { clientAdvertise: '' },
    { http: { host: '127.0.0.1', port: 0 } },
  ] satisfies GivenServerOptions[]) {
    it(`takes ${JSON.stringify(given)}`, () => {
      assert.deepEqual(completeOptions(given), { ...defaultOptions, ...given });
    });
  }

  it('completes blocks', () => {
    const { authorization, cluster, websocket } = completeOptions({
      authorization: { users: [{ user: 'a', password: 'b', permissions: { publish: 'x.>' } }] },
      cluster: { port: 0 },
      websocket: { port: 0, noTls: true },
    });
    assert.deepEqual(authorization?.users?.[0], {
      user: 'a',
      password: 'b',
      nkey: undefined,
      permissions: {
        publish: { allow: ['x.>'], deny: undefined },
        subscribe: undefined,
        allowResponses: undefined,
      },
      allowedConnectionTypes: undefined,
      proxyRequired: false,
    });
    assert.equal(cluster?.poolSize, 3);
    assert.equal(websocket?.host, '127.0.0.1');
  });

  it('traces when headers or the system account are to be traced', () => {
    assert.equal(completeOptions({ traceVerbose: true }).trace, true);
    assert.equal(completeOptions({ traceHeaders: true }).trace, true);
  });

  it('takes what it gave', () => {
    const options = completeOptions({
      tls: { certFile: 'a', keyFile: 'b', handshakeFirst: 'auto' },
      authorization: {
        users: [{ user: 'a', permissions: { allowResponses: true, subscribe: { deny: ['x'] } } }],
      },
      cluster: { port: 0, compression: true, authorization: { user: 'a', password: 'b' } },
      leafnodes: { remotes: [{ urls: ['nats://a'], compression: 'best' }] },
      websocket: { port: 0, noTls: true },
      http: { port: 1 },
      traceVerbose: true,
    });
    assert.deepEqual(completeOptions(options), options);
  });
});

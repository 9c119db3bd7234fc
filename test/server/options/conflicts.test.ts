import assert from 'node:assert/strict';
import { completeTable } from '../../../src/server/options/block.ts';
import { conflicts } from '../../../src/server/options/conflicts.ts';
import { Place } from '../../../src/server/options/kind.ts';
import type { GivenServerOptions } from '../../../src/server/options/options.ts';
import { TestOperator } from '../../support/operator.ts';
import { serverTable } from '../../../src/server/options/server-table.ts';

const users = [{ user: 'a', password: 'b' }];
const operator = new TestOperator().jwt();
const memory = { operator: [operator], resolver: { type: 'memory' } } as const;

describe('conflicts', () => {
  const rows: [GivenServerOptions, string[]][] = [
    [{}, []],
    [{ noAuthUser: 'zz' }, ['no_auth_user: "zz" present, but users/nkeys are not defined']],
    [
      { noAuthUser: 'zz', authorization: { users } },
      [
        'no_auth_user: "zz" not present as user or nkey in authorization block or account configuration',
      ],
    ],
    [{ noAuthUser: 'a', accounts: { A: { users } } }, []],
    [{ noAuthUser: 'a', ...memory }, ['no_auth_user not compatible with Trusted Operator']],
    [{ accounts: ['A'], ...memory }, ['operators do not allow Accounts to be configured directly']],
    [{ defaultSentinel: 'x' }, ['default sentinel requires operators and accounts']],
    [
      { leafnodes: { port: 1 }, gateway: { name: 'A', port: 2 } },
      [
        'leaf nodes and gateways (both being defined) require a system account to also be configured',
      ],
    ],
    [
      {
        leafnodes: { port: 1 },
        gateway: { name: 'A', port: 2 },
        accounts: { S: {} },
        systemAccount: 'S',
      },
      [],
    ],
    [
      { leafnodes: { remotes: [{ urls: ['nats://a'], account: 'Z' }] } },
      ['cannot find local account "Z" specified in leafnode remote'],
    ],
    [
      { leafnodes: { authorization: { users: [{ user: 'a', account: 'Z' }] } } },
      ['cannot find local account "Z" specified in leafnode authorization'],
    ],
    [{ leafnodes: { remotes: [{ account: '$SYS' }, { account: 'A' }] }, accounts: ['A'] }, []],
    [
      {
        leafnodes: {
          remotes: [{ urls: ['nats://u:p@a', 'ws://b'] }, { urls: ['ws://a', 'wss://b'] }],
        },
      },
      [
        'remote leaf node configuration cannot have a mix of websocket and non-websocket urls: ["nats://[REDACTED]@a" "ws://b"]',
      ],
    ],
    [{ cluster: { poolSize: -1 } }, []],
    [
      { cluster: { poolSize: -1, accounts: ['A'] } },
      ['pool_size cannot be negative if pinned accounts are specified'],
    ],
    [
      { cluster: { accounts: ['A', 'B', 'A'] } },
      ['found duplicate account name "A" in pinned accounts list ["A" "B" "A"]'],
    ],
    [{ gateway: { port: 1 } }, ['gateway has no name']],
    [{ gateway: { name: 'G' } }, ['gateway "G" has no port specified (select -1 for random port)']],
    [
      { gateway: { name: 'G', port: 1, gateways: [{}, { name: 'H' }] } },
      ['gateway in the list 0 has no name', 'gateway "H" has no URL'],
    ],
    [
      { gateway: { name: 'G', port: 1 }, cluster: { name: 'C' } },
      ['cluster name conflicts between cluster and gateway definitions'],
    ],
    [{ websocket: { port: 1 } }, ['websocket requires TLS configuration']],
    [{ websocket: {} }, []],
    [{ websocket: { port: 1, noTls: true, allowedOrigins: ['http://a:1', 'https://b'] } }, []],
    [
      { websocket: { port: 1, noTls: true, allowedOrigins: ['ftp://a'] } },
      [
        'unable to parse allowed origin "ftp://a": allowed origins must be absolute URLs with http or https scheme',
      ],
    ],
    [
      {
        websocket: { port: 1, noTls: true, authorization: { user: 'x' } },
        authorization: { users },
      },
      ['websocket authentication username not compatible with presence of users/nkeys'],
    ],
    [
      { websocket: { port: 1, noTls: true, jwtCookie: 'c' } },
      [
        'trusted operators or trusted keys configuration is required for JWT authentication via cookie "c"',
      ],
    ],
    [
      { websocket: { port: 1, noTls: true, headers: { Upgrade: 'x', 'Sec-WebSocket-Key': 'y' } } },
      [
        'websocket: invalid header "Upgrade" not allowed',
        'websocket: invalid header "Sec-WebSocket-Key", "Sec-WebSocket-" prefix not allowed',
      ],
    ],
    [
      { http: { port: 1 }, https: { port: 2 }, tls: {} },
      [`can't specify both HTTP (1) and HTTPs (2) ports`],
    ],
    [{ https: { port: 2 } }, ['TLS cert and key required for HTTPS']],
    [{ cluster: { advertise: 'a b' } }, ['advertise must be a host or host:port, not "a b"']],
  ];
  for (const [given, expected] of rows) {
    it(`finds in ${JSON.stringify(given)} ${expected.length}`, () => {
      assert.deepEqual(conflicts(completeTable(serverTable, given, new Place())), expected);
    });
  }
});

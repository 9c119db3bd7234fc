import assert from 'node:assert/strict';
import { parseServerList } from '../../src/nats-client/server-list.ts';

describe('parseServerList', () => {
  const lists: readonly [string, unknown][] = [
    ['nats://a:4333', [{ host: 'a', port: 4333, isTls: false }]],
    ['a', [{ host: 'a', port: 4222, isTls: false }]],
    ['127.0.0.1:80', [{ host: '127.0.0.1', port: 80, isTls: false }]],
    ['nats://[::1]:1', [{ host: '[::1]', port: 1, isTls: false }]],
    ['tls://a/', [{ host: 'a', port: 4222, isTls: true }]],
    ['ws://a:8080', [{ host: 'a', port: 8080, isTls: false, isWebSocket: true }]],
    ['wss://a', [{ host: 'a', port: 443, isTls: true, isWebSocket: true }]],
    [
      ' nats://a:1 ,, b:2',
      [
        { host: 'a', port: 1, isTls: false },
        { host: 'b', port: 2, isTls: false },
      ],
    ],
    [
      'nats://bob:s%40crt@a:1,nats://t0k%25n@b',
      [
        { host: 'a', port: 1, isTls: false, credentials: { user: 'bob', password: 's@crt' } },
        { host: 'b', port: 4222, isTls: false, credentials: { token: 't0k%n' } },
      ],
    ],
  ];
  for (const [list, servers] of lists) {
    it(`reads ${list}`, () => assert.deepEqual(parseServerList(list), servers));
  }

  const refused: readonly [string, RegExp][] = [
    ['', /^nats: the list of servers is empty$/],
    [' , ', /^nats: the list of servers is empty$/],
    ['nats://', /^nats: invalid server URL "nats:\/\/"$/],
    ['nats://a:port', /^nats: invalid server URL "nats:\/\/a:port"$/],
    ['http://a', /^nats: unsupported scheme http:\/\/ of a server$/],
    ['ws://a:80,nats://b', /^nats: mixing of websocket and non websocket URLs is not allowed$/],
  ];
  for (const [list, message] of refused) {
    it(`refuses ${JSON.stringify(list)}`, () => {
      assert.throws(() => parseServerList(list), { code: 'ERR_SERVER_URL', message });
    });
  }

  for (const list of [
    'nats://u:secret@[::1',
    'nats://u:sec/ret@a',
    'nats://secret#@a',
    'u:secret@a:x',
  ]) {
    it(`keeps the password to itself: ${list}`, () => {
      assert.throws(
        () => parseServerList(list),
        (error: Error) => {
          assert.match(error.message, /^nats: invalid server URL "…@/);
          assert.doesNotMatch(error.message + String(error.cause), /sec|ret@/);
          return true;
        },
      );
    });
  }
});

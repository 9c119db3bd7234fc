import assert from 'node:assert/strict';
import {
  encodeError,
  encodeHmsg,
  encodeMsg,
  encodeNoResponders,
  OK,
  PING,
  PONG,
} from '../../src/protocol/encode.ts';

describe('encode', () => {
  const rows: readonly (readonly [string, string])[] = [
    [PING, 'PING\r\n'],
    [PONG, 'PONG\r\n'],
    [OK, '+OK\r\n'],
    [encodeError('Unknown Protocol Operation'), "-ERR 'Unknown Protocol Operation'\r\n"],
    [encodeError("it's not escaped"), "-ERR 'it's not escaped'\r\n"],
    [encodeMsg('foo', '1', '', '0'), 'MSG foo 1 0\r\n'],
    [encodeMsg('foo', '1', '_INBOX.x', '12'), 'MSG foo 1 _INBOX.x 12\r\n'],
    [encodeMsg('f\xfc', 's\xff', '', '1'), 'MSG f\xfc s\xff 1\r\n'],
    [encodeHmsg('foo', '1', '', '12 17'), 'HMSG foo 1 12 17\r\n'],
    [encodeHmsg('foo', '1', 'bar', '12 12'), 'HMSG foo 1 bar 12 12\r\n'],
    [
      encodeNoResponders('_INBOX.x', '9', 'foo'),
      'HMSG _INBOX.x 9 35 35\r\nNATS/1.0 503\r\nNats-Subject: foo\r\n\r\n\r\n',
    ],
  ];
  for (const [actual, expected] of rows) {
    it(`writes ${JSON.stringify(expected)}`, () => assert.equal(actual, expected));
  }
});

import assert from 'node:assert/strict';
import { encodeRefusal } from '../../src/protocol/websocket-refusal.ts';

describe('encodeRefusal', () => {
  it('says what is wrong and that it is over', () => {
    assert.equal(
      encodeRefusal(403, 'Forbidden'),
      'HTTP/1.1 403 Forbidden\r\n' +
        'Content-Type: text/plain; charset=utf-8\r\n' +
        'Sec-Websocket-Version: 13\r\n' +
        'X-Content-Type-Options: nosniff\r\n' +
        'Content-Length: 10\r\n' +
        'Connection: close\r\n' +
        '\r\n' +
        'Forbidden\n',
    );
  });
});

import assert from 'node:assert/strict';
import { acceptKey, encodeRefusal, encodeUpgrade } from '../../src/protocol/websocket-upgrade.ts';

const key = 'dGhlIHNhbXBsZSBub25jZQ==';

describe('acceptKey', () => {
  it('proves it as in RFC 6455, 1.3', () =>
    assert.equal(acceptKey(key), 's3pPLMBiTxaQ9kYGzzhZRbK+xOo='));
});

describe('encodeUpgrade', () => {
  it('says what was agreed on, and what is configured', () => {
    const upgrade = { key, isCompressed: true, isUnmasked: true };
    assert.equal(
      encodeUpgrade(upgrade, { 'X-One': '1' }),
      'HTTP/1.1 101 Switching Protocols\r\n' +
        'Upgrade: websocket\r\n' +
        'Connection: Upgrade\r\n' +
        'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n' +
        'Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n' +
        'Nats-No-Masking: true\r\n' +
        'X-One: 1\r\n' +
        '\r\n',
    );
  });
});

describe('encodeRefusal', () => {
  it('says no, and which version would do', () => {
    const answer = encodeRefusal(400, 'Bad Request');
    assert.match(answer, /^HTTP\/1\.1 400 Bad Request\r\n/);
    assert.match(answer, /\r\nSec-Websocket-Version: 13\r\n/);
    assert.match(answer, /\r\nContent-Length: 12\r\n(.*\r\n)*\r\nBad Request\n$/);
  });
});

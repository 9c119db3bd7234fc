import assert from 'node:assert/strict';
import { encodeLeafConnect, readLeafConnect } from '../../src/protocol/leaf-connect.ts';

describe('encodeLeafConnect()', () => {
  it('writes the fields in their order, and leaves out what is not said', () => {
    const line = encodeLeafConnect({
      name: 'L',
      version: '2.12.0',
      pass: 'p',
      user: 'u',
      deny_pub: ['a.>'],
    });
    assert.equal(
      line,
      'CONNECT {"version":"2.12.0","user":"u","pass":"p","name":"L","deny_pub":["a.>"]}\r\n',
    );
  });
});

describe('readLeafConnect()', () => {
  it('reads what nats-server 2.9 says', () => {
    const json =
      '{"version":"2.9.10","user":"u","pass":"u","tls_required":false,"server_id":"N","name":"L","cluster":"L","headers":true,"deny_pub":["di.\\u003e"]}';
    assert.deepEqual(readLeafConnect(json), {
      lang: '',
      version: '2.9.10',
      user: 'u',
      pass: 'u',
      server_id: 'N',
      name: 'L',
      cluster: 'L',
      headers: true,
      deny_pub: ['di.>'],
    });
  });

  it('knows a client by its language', () => {
    assert.deepEqual(readLeafConnect('{"lang":"go"}'), { lang: 'go' });
  });

  for (const json of ['', '[]', '{"name":1}', '{"deny_pub":"a"}']) {
    it(`complains of ${JSON.stringify(json)} without quoting it`, () => {
      assert.ok('complaint' in readLeafConnect(json));
    });
  }
});

import assert from 'node:assert/strict';
import { NatsxError } from '../../src/base/errors.ts';
import { decodeContext, EMPTY_CONTEXT, encodeContext } from '../../src/nats-client/context.ts';

describe('a context file', () => {
  it('is what natscli writes, key for key', () => {
    const text = encodeContext({
      ...EMPTY_CONTEXT,
      url: 'nats://a:4222',
      user: 'u',
      password: 'p',
    });
    assert.equal(
      text,
      `{
  "description": "",
  "url": "nats://a:4222",
  "socks_proxy": "",
  "token": "",
  "user": "u",
  "password": "p",
  "creds": "",
  "nkey": "",
  "cert": "",
  "key": "",
  "ca": "",
  "nsc": "",
  "jetstream_domain": "",
  "jetstream_api_prefix": "",
  "jetstream_event_prefix": "",
  "inbox_prefix": "",
  "user_jwt": "",
  "user_seed": "",
  "color_scheme": "",
  "tls_first": false,
  "windows_cert_store": "",
  "windows_cert_match_by": "",
  "windows_cert_match": "",
  "windows_ca_certs_match": null
}`,
    );
  });

  it('may leave out everything', () => {
    assert.deepEqual(decodeContext('{}', 'f'), EMPTY_CONTEXT);
  });

  it('keeps what a newer tool has written', () => {
    const context = decodeContext('{"url":"nats://a","later":[1]}', 'f');
    assert.deepEqual((JSON.parse(encodeContext(context)) as { later: unknown }).later, [1]);
  });

  it('may name the user of nsc under its old key', () => {
    const { nsc, creds } = decodeContext('{"nsc":"nsc://O/A/u"}', 'f');
    assert.deepEqual({ nsc, creds }, { nsc: '', creds: 'nsc://O/A/u' });
  });

  for (const [text, reason] of [
    ['{"password":"hush', 'it is not JSON'],
    ['[]', 'it is not a JSON object'],
    ['"hush"', 'it is not a JSON object'],
    ['{"url":["hush"]}', '"url" must be a text'],
    ['{"tls_first":"hush"}', '"tls_first" must be true or false'],
    ['{"windows_ca_certs_match":"hush"}', '"windows_ca_certs_match" must be a list of texts'],
  ] as const) {
    it(`is refused as ${text}, without a word of it`, () => {
      assert.throws(
        () => decodeContext(text, 'x.json'),
        (error) =>
          error instanceof NatsxError &&
          error.code === 'ERR_CONTEXT' &&
          error.message.includes('x.json') &&
          error.message.includes(reason) &&
          !error.message.includes('hush') &&
          error.cause === undefined,
      );
    });
  }
});

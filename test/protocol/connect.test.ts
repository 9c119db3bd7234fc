import assert from 'node:assert/strict';
import { CONNECT_DEFAULTS, readConnect, type ConnectOptions } from '../../src/protocol/connect.ts';

describe('readConnect', () => {
  const good: readonly (readonly [string, Partial<ConnectOptions>])[] = [
    ['{}', {}],
    ['null', {}],
    [' {"verbose":false} ', { verbose: false }],
    [
      '{"verbose":false,"pedantic":false,"echo":false,"headers":true,"no_responders":true,"protocol":1}',
      {
        verbose: false,
        pedantic: false,
        echo: false,
        headers: true,
        no_responders: true,
        protocol: 1,
      },
    ],
    ['{"name":"n","lang":"l","version":"1"}', { name: 'n', lang: 'l', version: '1' }],
    ['{"user":"u","pass":"p","auth_token":"t"}', { user: 'u', pass: 'p', auth_token: 't' }],
    ['{"jwt":"j","nkey":"k","sig":"s"}', { jwt: 'j', nkey: 'k', sig: 's' }],
    [
      '{"tls_required":true,"account":"A","new_account":true}',
      { tls_required: true, account: 'A', new_account: true },
    ],
    // As Go's decoder: names in any case, the last one wins, null is nothing, the unknown is passed over.
    ['{"VERBOSE":false,"No_Responders":true}', { verbose: false, no_responders: true }],
    ['{"verbose":false,"verbose":true}', { verbose: true }],
    ['{"verbose":null,"name":null}', {}],
    ['{"unknown":[1,{"verbose":false}]}', {}],
    ['{"__proto__":{"verbose":false},"constructor":1}', {}],
    ['{"protocol":-1}', { protocol: -1 }],
    ['{"protocol":7}', { protocol: 7 }],
    ['{"name":"grüße"}', { name: 'grüße' }],
  ];
  for (const [json, expected] of good) {
    it(`reads ${json}`, () => {
      assert.deepEqual(readConnect(json, CONNECT_DEFAULTS), { ...CONNECT_DEFAULTS, ...expected });
    });
  }

  const bad: readonly (readonly [string, string])[] = [
    ['', 'CONNECT is not valid JSON'],
    ['{', 'CONNECT is not valid JSON'],
    ['{"pass":"hush"', 'CONNECT is not valid JSON'],
    ["{'pass':'hush'}", 'CONNECT is not valid JSON'],
    ['{} x', 'CONNECT is not valid JSON'],
    ['[]', 'CONNECT is not a JSON object'],
    ['"hush"', 'CONNECT is not a JSON object'],
    ['1', 'CONNECT is not a JSON object'],
    ['true', 'CONNECT is not a JSON object'],
    ['{"verbose":"hush"}', "CONNECT's verbose must be true or false"],
    ['{"verbose":0}', "CONNECT's verbose must be true or false"],
    ['{"pass":17}', "CONNECT's pass must be a string"],
    ['{"name":["hush"]}', "CONNECT's name must be a string"],
    ['{"protocol":"1"}', "CONNECT's protocol must be a whole number of 64 bits"],
    ['{"protocol":1.5}', "CONNECT's protocol must be a whole number of 64 bits"],
    ['{"protocol":true}', "CONNECT's protocol must be a whole number of 64 bits"],
  ];
  for (const [json, complaint] of bad) {
    it(`refuses ${json}, without a word of what it says`, () => {
      assert.deepEqual(readConnect(json, CONNECT_DEFAULTS), { complaint });
    });
  }

  it('lays a second one over the first, which stays as it is', () => {
    const first = readConnect('{"verbose":false,"name":"one","echo":false}', CONNECT_DEFAULTS);
    assert.ok(!('complaint' in first));
    const before = { ...first };
    const second = readConnect('{"name":"two","echo":true}', first);
    assert.deepEqual(second, { ...before, name: 'two', echo: true });
    assert.deepEqual(first, before);
  });

  it('starts from what nats-server assumes before a CONNECT', () => {
    const { verbose, pedantic, echo, headers, no_responders, protocol } = CONNECT_DEFAULTS;
    assert.deepEqual([verbose, pedantic, echo], [true, true, true]);
    assert.deepEqual([headers, no_responders, protocol], [false, false, 0]);
  });
});

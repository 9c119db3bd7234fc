import assert from 'node:assert/strict';
import { NatsxError } from '../../../src/base/errors.ts';
import { OriginRules } from '../../../src/server/websocket/origins.ts';

describe('OriginRules', () => {
  const table: [rules: OriginRules, origin: string, host: string, complaint: string | undefined][] =
    [
      [new OriginRules(false, [], true), 'http://anywhere', 'host', undefined],
      [new OriginRules(true, [], true), '', 'host', undefined],
      [new OriginRules(true, [], true), 'https://host', 'host', undefined],
      [new OriginRules(true, [], true), 'https://HOST:443', 'host', undefined],
      [new OriginRules(true, [], true), 'https://host:8443', 'host:8443', undefined],
      [new OriginRules(true, [], true), 'http://host', 'host', 'not same origin'],
      [new OriginRules(true, [], false), 'http://host', 'host:80', undefined],
      [new OriginRules(true, [], true), 'https://host.evil', 'host', 'not same origin'],
      [new OriginRules(true, [], true), 'null', 'host', 'parse "null": invalid URI for request'],
      [new OriginRules(true, [], true), 'https://host', 'ho st', 'not same origin'],
      [new OriginRules(false, ['https://a', 'http://b:81'], true), 'https://a:443', 'x', undefined],
      [new OriginRules(false, ['https://a', 'http://b:81'], true), 'http://b:81', 'x', undefined],
      [new OriginRules(false, ['https://a'], true), 'http://a', 'x', 'not in the allowed list'],
      [
        new OriginRules(false, ['https://a'], true),
        'https://a.evil',
        'x',
        'not in the allowed list',
      ],
      [new OriginRules(true, ['https://a'], true), 'https://b', 'b', 'not in the allowed list'],
      [new OriginRules(false, ['https://[::1]:9'], true), 'https://[::1]:9', 'x', undefined],
    ];
  for (const [rules, origin, host, complaint] of table) {
    it(`${complaint ?? 'lets in'}: ${origin} for ${host}`, () =>
      assert.equal(rules.complaint(origin, host), complaint));
  }

  for (const origin of ['nonsense', 'ftp://a', 'a:80']) {
    it(`can't be told to allow ${origin}`, () => {
      assert.throws(
        () => new OriginRules(false, [origin], true),
        (error) => error instanceof NatsxError && error.code === 'ERR_OPTIONS',
      );
    });
  }
});

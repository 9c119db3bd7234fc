// What Go 1.26's net/url says of each.
import assert from 'node:assert/strict';
import { parseUrl } from '../../src/jwt/urls.ts';

describe('parseUrl', () => {
  for (const [url, scheme, host, path, hasUser] of [
    ['nats://host:4222', 'nats', 'host', '', false],
    ['NATS://Host', 'nats', 'Host', '', false],
    ['https://u:p@h/p/q?x=/y#z', 'https', 'h', '/p/q', true],
    ['tls://[::1]:443/', 'tls', '::1', '/', false],
    ['tls://[fe80::1%25en0]', 'tls', 'fe80::1%en0', '', false],
    ['http://:80', 'http', '', '', false],
    ['nats://a:1,b:2', 'nats', 'a:1,b', '', false],
    ['http://%c3%a9é', 'http', 'éé', '', false],
    ['mailto:somebody', 'mailto', '', '', false],
    ['host/path', '', '', 'host/path', false],
    ['//host/x', '', 'host', '/x', false],
    ['///x', '', '', '///x', false],
    ['', '', '', '', false],
    ['*', '', '', '*', false],
    ['1a', '', '', '1a', false],
    ['/a%20b', '', '', '/a b', false],
  ] as const) {
    it(`takes ${JSON.stringify(url)} apart`, () =>
      assert.deepEqual(parseUrl(url), { scheme, hasUser, host, path }));
  }

  for (const [url, complaint] of [
    ['://x', 'parse "://x": missing protocol scheme'],
    ['a\tb', 'parse "a\\tb": net/url: invalid control character in URL'],
    ['1:2', 'parse "1:2": first path segment in URL cannot contain colon'],
    ['http://a b/', 'parse "http://a b/": invalid character " " in host name'],
    ['http://a{b', 'parse "http://a{b": invalid character "{" in host name'],
    ['http://a:b', 'parse "http://a:b": invalid port ":b" after host'],
    ['http://[::1', 'parse "http://[::1": missing \']\' in host'],
    ['http://x[::1]', 'parse "http://x[::1]": invalid IP-literal'],
    ['http://[1.2.3.4]', 'parse "http://[1.2.3.4]": invalid IP-literal'],
    ['http://%41', 'parse "http://%41": invalid URL escape "%41"'],
    ['http://h/%zz', 'parse "http://h/%zz": invalid URL escape "%zz"'],
    ['http://h/%4', 'parse "http://h/%4": invalid URL escape "%4"'],
    ['http://h#%zz', 'parse "http://h#%zz": invalid URL escape "%zz"'],
    ['http://h/%zz#x', 'parse "http://h/%zz": invalid URL escape "%zz"'],
    ['http://u w@h', 'parse "http://u w@h": net/url: invalid userinfo'],
    ['http://u%zz@h', 'parse "http://u%zz@h": invalid URL escape "%zz"'],
  ] as const) {
    it(`says what is wrong with ${JSON.stringify(url)}`, () =>
      assert.deepEqual(parseUrl(url), { complaint }));
  }
});

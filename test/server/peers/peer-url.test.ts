import assert from 'node:assert/strict';
import { parsePeerUrl, PEER_PORTS, routeUrl } from '../../../src/server/peers/peer-url.ts';

describe('parsePeerUrl', () => {
  const rows: [text: string, host: string, port: number, user?: string, password?: string][] = [
    ['nats-route://a.example:4248', 'a.example', 4248],
    ['nats-route://a.example:4248/', 'a.example', 4248],
    ['nats://127.0.0.1', '127.0.0.1', 6222],
    ['tls://[::1]:7000', '::1', 7000],
    ['nats-route://ruser:top_secret@a:1', 'a', 1, 'ruser', 'top_secret'],
    ['nats-route://r%40b:p%3A%2F%25@a:1', 'a', 1, 'r@b', 'p:/%'],
    ['nats-route://t0ken@a:1', 'a', 1, 't0ken'],
    ['nats-route://u:50%@a:1', 'a', 1, 'u', '50%'],
    // What servers tell of each other.
    ['10.0.0.1:7222', '10.0.0.1', 7222],
    ['[fe80::1]:7222', 'fe80::1', 7222],
    ['gate.example', 'gate.example', 6222],
  ];
  for (const [text, host, port, user, password] of rows) {
    it(`takes ${text} apart`, () => {
      const url = parsePeerUrl(text, PEER_PORTS.route);
      assert.deepEqual([url.host, url.port, url.user, url.password], [host, port, user, password]);
    });
  }

  it('knows the same place in other letters', () => {
    const [one, other] = ['nats-route://A.Example:1', 'tls://u:p@a.example:1/'].map(
      (text) => parsePeerUrl(text, 2).place,
    );
    assert.deepEqual([one, other], ['a.example:1', 'a.example:1']);
    assert.equal(parsePeerUrl('nats://[::1]', 2).place, '[::1]:2');
  });

  it('keeps what websockets need', () => {
    const { scheme, path } = parsePeerUrl('wss://a:443/nats', 1);
    assert.deepEqual([scheme, path], ['wss', '/nats']);
    // Where 443 is the habit of the scheme, WHATWG's URL leaves it out.
    assert.equal(parsePeerUrl('wss://a:443', 7422).port, 443);
    assert.equal(parsePeerUrl('ws://a:80', 7422).port, 80);
    assert.equal(parsePeerUrl('a:1', 1).scheme, '');
  });

  it('shows no credentials', () => {
    const { shown } = parsePeerUrl('nats-route://ruser:top_secret@a:1', 1);
    assert.equal(shown, 'nats-route://[REDACTED]@a:1');
  });

  for (const text of [
    '',
    'nats-route://',
    'nats-route://u:secret@',
    'nats://a:b:c',
    'nats://a:99999',
  ]) {
    it(`refuses ${JSON.stringify(text)}, without its password`, () => {
      assert.throws(
        () => parsePeerUrl(text, 1),
        (error: Error & { code?: string }) =>
          error.code === 'ERR_PEER_URL' && !error.message.includes('secret'),
      );
    });
  }
});

describe('routeUrl', () => {
  it('is what INFO says', () => {
    assert.equal(routeUrl('10.0.0.1', 6222), 'nats-route://10.0.0.1:6222/');
    assert.equal(routeUrl('::1', 6222), 'nats-route://[::1]:6222/');
  });
});

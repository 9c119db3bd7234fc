import assert from 'node:assert/strict';
import { RemoteUrls } from '../../../src/server/leafnode/remote-urls.ts';

const places = (urls: RemoteUrls, count: number): (string | undefined)[] =>
  Array.from({ length: count }, () => urls.take()?.place);

describe('RemoteUrls', () => {
  it('goes round in the order of the options', () => {
    const urls = new RemoteUrls(['nats-leaf://a', 'nats-leaf://b:1'], undefined);
    assert.deepEqual(places(urls, 3), ['a:7422', 'b:1', 'a:7422']);
  });

  it('shuffles them by chance', () => {
    const urls = new RemoteUrls(['nats://a', 'nats://b', 'nats://c'], () => 0);
    assert.deepEqual(places(urls, 3), ['b:7422', 'c:7422', 'a:7422']);
  });

  it('takes what it learned first, keeps what is configured, and forgets what it learned before', () => {
    const urls = new RemoteUrls(['nats-leaf://u:p@a'], undefined);
    urls.learn(['b:1', 'a:7422', 'c:2'], false);
    assert.deepEqual(new Set(places(urls, 3)), new Set(['b:1', 'c:2', 'a:7422']));
    urls.learn([], false);
    assert.deepEqual(places(urls, 2), ['a:7422', 'a:7422']);
    assert.equal(urls.take()?.user, 'u');
  });

  it('passes over what is no place', () => {
    const urls = new RemoteUrls(['nats-leaf://a'], undefined);
    urls.learn(['', ':1', 'b:x'], false);
    assert.deepEqual(places(urls, 2), ['a:7422', 'a:7422']);
  });

  it('has the ports of HTTP for websockets', () => {
    const urls = new RemoteUrls(['ws://a/path', 'wss://b'], undefined);
    assert.equal(urls.isWebsocket, true);
    assert.deepEqual(places(urls, 2), ['a:80', 'b:443']);
    urls.learn(['c:5'], true);
    assert.deepEqual(
      Array.from({ length: 3 }, () => urls.take())
        .map((url) => url?.scheme)
        .sort(),
      ['ws', 'wss', 'wss'],
    );
  });

  it('has nowhere to go without any', () => {
    assert.equal(new RemoteUrls([], undefined).take(), undefined);
  });
});

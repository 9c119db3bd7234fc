import assert from 'node:assert/strict';
import { isUnspecified, listenAddress } from '../../src/base/address.ts';

describe('listenAddress', () => {
  it('leaves out the host that stands for all addresses, for IPv6 too', () => {
    assert.deepEqual(listenAddress('0.0.0.0', 4222), { port: 4222 });
    assert.deepEqual(listenAddress('::', 4222), { port: 4222 });
  });

  it('keeps any other host', () => {
    assert.deepEqual(listenAddress('127.0.0.1', 4222), { host: '127.0.0.1', port: 4222 });
  });

  it('takes a negative port for any free one', () => {
    assert.deepEqual(listenAddress('::1', -1), { host: '::1', port: 0 });
  });
});

describe('isUnspecified', () => {
  for (const [host, expected] of [
    ['0.0.0.0', true],
    ['::', true],
    ['127.0.0.1', false],
    ['localhost', false],
  ] as const) {
    it(`is ${expected} for ${host}`, () => assert.equal(isUnspecified(host), expected));
  }
});

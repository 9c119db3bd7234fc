import assert from 'node:assert/strict';
import { readTarget, underBase } from '../../../src/server/monitor/location.ts';

describe('readTarget', () => {
  for (const [target, path, query] of [
    ['/', '/', ''],
    ['/varz', '/varz', ''],
    ['/connz?a=1&b=/x/../y', '/connz', 'a=1&b=/x/../y'],
    ['/connz?a=1?b#c', '/connz', 'a=1?b'],
    ['/%76arz', '/varz', ''],
    ['/varz/', '/varz/', ''],
    ['http://example.org:1/varz?x', '/varz', 'x'],
    ['http://example.org', '/', ''],
  ] as const) {
    it(`reads ${target}`, () => {
      assert.deepEqual(readTarget(target), { type: 'path', path, query });
    });
  }

  for (const [target, location] of [
    ['//varz', '/varz'],
    ['//example.org/%2e%2e/x?a=1', '/x?a=1'],
    ['/x/../varz', '/varz'],
    ['/./varz?a', '/varz?a'],
    ['/../..', '/'],
    ['//\\evil.example', '/%5Cevil.example'],
    ['//a%0d%0ab%3fc', '/a%0D%0Ab%3Fc'],
  ] as const) {
    it(`sends from ${target} to ${location}`, () => {
      assert.deepEqual(readTarget(target), { type: 'elsewhere', location });
    });
  }

  for (const target of ['*', 'varz', '/%zz', '/%ff']) {
    it(`does not take ${target}`, () => {
      assert.deepEqual(readTarget(target), { type: 'invalid' });
    });
  }
});

describe('underBase', () => {
  for (const [base, path, joined] of [
    ['', '/', '/'],
    ['', '/varz', '/varz'],
    ['/', '/varz', '/varz'],
    ['/nats', '/', '/nats'],
    ['/nats/', '/varz', '/nats/varz'],
    ['nats', '/varz', '/nats/varz'],
  ] as const) {
    it(`puts "${base}" before ${path}`, () => assert.equal(underBase(base, path), joined));
  }
});

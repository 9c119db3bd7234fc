import assert from 'node:assert/strict';
import { Place } from '../../../src/server/options/kind.ts';
import {
  compression,
  peerUrl,
  shownUrl,
  type GivenCompression,
} from '../../../src/server/options/peers.ts';

describe('peerUrl', () => {
  const problems = (url: string): readonly string[] => {
    const place = new Place();
    peerUrl('route').complete(url, place);
    return place.errors;
  };

  for (const url of [
    'nats://a:1',
    'nats-route://u:p@a:1',
    ' nats://a ',
    'tls://[::1]:1',
    'ws://a/path',
    'a',
  ]) {
    it(`takes ${url}`, () => assert.deepEqual(problems(url), []));
  }

  for (const url of ['nats://u:s3cr3t@a:x', '::x', 'nats://a:1:2']) {
    it(`refuses ${url} without its password`, () => {
      assert.match(problems(url).join(), /^error parsing route url \["/);
      assert.ok(!problems(url).join().includes('s3cr3t'));
    });
  }
});

describe('shownUrl', () => {
  it('shows nothing before the @', () => {
    assert.equal(shownUrl('nats://u:p@a:1'), 'nats://[REDACTED]@a:1');
    assert.equal(shownUrl('nats://u:p@q@a:1'), 'nats://[REDACTED]@a:1');
    assert.equal(shownUrl('nats://a:1'), 'nats://a:1');
  });
});

describe('compression', () => {
  for (const [given, expected] of [
    [true, { mode: 's2_fast', rttThresholds: [] }],
    [false, { mode: 'off', rttThresholds: [] }],
    ['on', { mode: 's2_fast', rttThresholds: [] }],
    ['Best', { mode: 's2_best', rttThresholds: [] }],
    ['accept', { mode: 'accept', rttThresholds: [] }],
    ['auto', { mode: 's2_auto', rttThresholds: [10, 50, 100] }],
    [
      { mode: 's2_auto', rttThresholds: [1, 2] },
      { mode: 's2_auto', rttThresholds: [1, 2] },
    ],
  ] as [GivenCompression, object][]) {
    it(`completes ${JSON.stringify(given)}`, () => {
      assert.deepEqual(compression('s2_fast').complete(given, new Place()), expected);
    });
  }

  for (const [given, error] of [
    ['foo', 'unsupported compression mode "foo"'],
    [{ mode: 'auto', rttThresholds: [2, 1] }, 'RTT threshold values should be in increasing order'],
    [{ mode: 'auto', rttThresholds: [-1] }, 'RTT threshold values cannot be negative'],
    [
      { mode: 'auto', rttThresholds: [1, 2, 3, 4, 5] },
      'compression mode "s2_auto" should have no more than 4 RTT thresholds',
    ],
  ] as [GivenCompression, string][]) {
    it(`refuses ${JSON.stringify(given)}`, () => {
      const place = new Place();
      compression('s2_fast').complete(given, place);
      assert.deepEqual(place.errors, [error]);
    });
  }
});

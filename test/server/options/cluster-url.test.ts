import assert from 'node:assert/strict';
import { clusterFromUrl } from '../../../src/server/options/cluster-url.ts';

describe('clusterFromUrl', () => {
  for (const [url, cluster] of [
    ['nats://0.0.0.0:6222', { host: '0.0.0.0', port: 6222, authorization: undefined }],
    ['nats://h:-1', { host: 'h', port: -1, authorization: undefined }],
    ['nats-route://[::1]:6222', { host: '::1', port: 6222, authorization: undefined }],
    [
      'nats://u%40x:p:w@h:1',
      { host: 'h', port: 1, authorization: { user: 'u@x', password: 'p:w' } },
    ],
    ['', { port: undefined }],
  ] as const) {
    it(`reads "${url}"`, () => assert.deepEqual(clusterFromUrl(url), cluster));
  }

  for (const [url, message] of [
    ['h:6222', /^--cluster must be a URL with a host and a port/],
    ['nats://h', /^--cluster must be a URL/],
    ['nats://h:x', /^--cluster must be a URL/],
    ['nats://u@h:1', /^expected cluster password to be set$/],
    ['nats://u:s3cr3t%@h:1', /^--cluster has a "%" that escapes nothing$/],
  ] as const) {
    it(`refuses "${url}"`, () => {
      assert.throws(() => clusterFromUrl(url), { code: 'ERR_USAGE', message });
    });
  }
});

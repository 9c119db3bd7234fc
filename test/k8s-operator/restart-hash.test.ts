import assert from 'node:assert/strict';
import { Inclusion } from '../../src/conf/writer.ts';
import { restartHash } from '../../src/k8s-operator/restart-hash.ts';

const CONF = {
  port: 4222,
  http_port: 8222,
  debug: false,
  cluster: { name: 'a', port: 6222, routes: ['nats://a:6222'], tls: { ca_file: '/a' } },
  gateway: { name: 'a', port: 7222, advertise: new Inclusion('a.conf'), tls: { ca_file: '/a' } },
  resolver: { type: 'full' },
  resolver_preload: { A: 'eyJ1' },
};

describe('restartHash', () => {
  const changes: [string, object, { readonly isReloaded: boolean; readonly changes: boolean }][] = [
    ['routes', { cluster: { ...CONF.cluster, routes: [] } }, { isReloaded: false, changes: false }],
    ['routes', { cluster: { ...CONF.cluster, routes: [] } }, { isReloaded: true, changes: false }],
    ['the log', { debug: true }, { isReloaded: false, changes: true }],
    ['the log', { debug: true }, { isReloaded: true, changes: false }],
    [
      'certificates',
      { gateway: { ...CONF.gateway, tls: {} } },
      { isReloaded: false, changes: true },
    ],
    [
      'certificates',
      { gateway: { ...CONF.gateway, tls: {} } },
      { isReloaded: true, changes: false },
    ],
    ['gateways', { gateway: { ...CONF.gateway, port: 1 } }, { isReloaded: true, changes: true }],
    ['the name', { cluster: { ...CONF.cluster, name: 'b' } }, { isReloaded: true, changes: true }],
    ['what is pushed', { resolver_preload: { A: 'eyJ2' } }, { isReloaded: false, changes: false }],
    [
      'what is not pushed',
      { resolver: 'MEMORY', resolver_preload: { A: 'eyJ2' } },
      { isReloaded: false, changes: true },
    ],
  ];
  for (const [name, change, { isReloaded, changes: does }] of changes) {
    it(`${does ? 'changes' : 'stays'} with ${name}, ${isReloaded ? '' : 'not '}reloaded`, () => {
      const before = restartHash(CONF, isReloaded);
      const after = restartHash({ ...CONF, ...change }, isReloaded);
      assert.equal(before !== after, does);
      assert.match(after, /^[0-9a-f]{16}$/);
    });
  }
});

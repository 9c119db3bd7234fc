import assert from 'node:assert/strict';
import {
  checkTopology,
  clientUrls,
  listenersOf,
  usualPort,
  type Topology,
} from '../../src/up/layout.ts';
import { ONE_SERVER, planned, SUPER_CLUSTER } from './temporary-home.ts';

describe('The layout of a deployment', () => {
  const shown = (topology: Topology) =>
    planned(topology).servers.map(({ name, cluster, leafOf, ports }) =>
      [name, cluster ?? '-', leafOf ?? '-', ...Object.values({ ...ports })].join(' '),
    );

  it('is a server without a cluster, of the name of the deployment', () => {
    assert.deepEqual(shown(ONE_SERVER), ['local - - 4222']);
  });

  it('is a cluster without gateways', () => {
    assert.deepEqual(shown({ clusters: 1, servers: 2, leafnodes: 0 }), [
      'a1 a - 4222 6222',
      'a2 a - 4223 6223',
    ]);
  });

  it('is a super-cluster with leafnodes, which the clusters take in turn', () => {
    assert.deepEqual(shown({ clusters: 2, servers: 2, leafnodes: 3 }), [
      'a1 a - 4222 6222 7222 7422',
      'a2 a - 4223 6223 7223 7423',
      'b1 b - 4224 6224 7224 7424',
      'b2 b - 4225 6225 7225 7425',
      'leaf1 - a 4226',
      'leaf2 - b 4227',
      'leaf3 - a 4228',
    ]);
  });

  it('is a leafnode of a server that has no cluster', () => {
    assert.deepEqual(shown({ ...ONE_SERVER, leafnodes: 1 }), [
      'local - - 4222 7422',
      'leaf1 -  4223',
    ]);
  });

  it('gives each listener a port of its own, also of the most servers there can be', () => {
    for (const topology of [SUPER_CLUSTER, { clusters: 8, servers: 7, leafnodes: 8 }]) {
      const ports = listenersOf(topology).map((listener) => usualPort(listener, 4222));
      assert.equal(new Set(ports).size, ports.length);
    }
  });

  it('tells clients of the servers of a cluster, and of no leafnode', () => {
    const layout = planned({ clusters: 2, servers: 1, leafnodes: 1 });
    assert.deepEqual(clientUrls(layout), ['nats://127.0.0.1:4222', 'nats://127.0.0.1:4223']);
    assert.deepEqual(clientUrls(layout, 'b'), ['nats://127.0.0.1:4223']);
  });

  it('refuses more than a machine runs', () => {
    checkTopology({ clusters: 8, servers: 8, leafnodes: 0 });
    for (const topology of [
      { clusters: 27, servers: 1, leafnodes: 0 },
      { clusters: 8, servers: 8, leafnodes: 1 },
    ]) {
      assert.throws(() => checkTopology(topology), { code: 'ERR_USAGE', message: /are too many$/ });
    }
  });
});

import assert from 'node:assert/strict';
import { parseConf } from '../../src/conf/parser.ts';
import { optionsFromConf } from '../../src/server/options/from-conf.ts';
import type { Topology } from '../../src/up/layout.ts';
import { serverConf } from '../../src/up/server-conf.ts';
import { ONE_SERVER, planned, STRANGERS, SUPER_CLUSTER } from './temporary-home.ts';

const NO_FILES = {
  env: {},
  readFile: (path: string): string => {
    throw new Error(`nobody should read ${path}`);
  },
};

describe('The configuration of a server of a deployment', () => {
  const textOf = (topology: Topology, name: string) => {
    const layout = planned(topology);
    const server = layout.servers.find((each) => each.name === name)!;
    return serverConf(layout, server, {
      identities: STRANGERS,
      linkPassword: 'secret',
      jwtFolder: '/keys/jwt',
      logFile: '/logs/server.log',
    });
  };
  const given = (topology: Topology, name: string) => {
    const map = parseConf(textOf(topology, name), 'server.conf', NO_FILES);
    return optionsFromConf(map, NO_FILES.readFile).given;
  };

  const portOf = (url: string) => Number(new URL(url).port);

  it('trusts the operator, and knows all accounts of its store', () => {
    assert.equal(
      textOf(ONE_SERVER, 'local'),
      `# Server local. Written anew by each \`natsx up\`.
server_name: local
listen: "127.0.0.1:4222"
log_file: "/logs/server.log"
operator: eyJ.operator
system_account: ASYS
resolver {
  type: full
  dir: "/keys/jwt"
  allow_delete: true
}
resolver_preload {
  ASYS: eyJ.sys
  AAPP: eyJ.app
}
`,
    );
  });

  it('has routes to the others of its cluster, and a password for those that come', () => {
    const { cluster } = given(SUPER_CLUSTER, 'b2');
    assert.equal(cluster?.name, 'b');
    assert.equal(cluster.port, 6226);
    assert.deepEqual(cluster.routes, [
      'nats://link:secret@127.0.0.1:6225',
      'nats://link:secret@127.0.0.1:6227',
    ]);
    assert.equal(cluster.authorization?.user, 'link');
    assert.equal(cluster.authorization.password, 'secret');
  });

  it('has gateways to all servers of the other clusters', () => {
    const { gateway } = given({ clusters: 3, servers: 2, leafnodes: 0 }, 'b1');
    assert.equal(gateway?.name, 'b');
    assert.equal(gateway.port, 7224);
    assert.deepEqual(
      gateway.gateways?.map(({ name, urls }) => [name, urls?.map(portOf)]),
      [
        ['a', [7222, 7223]],
        ['c', [7226, 7227]],
      ],
    );
    assert.equal(gateway.authorization?.password, 'secret');
  });

  it('of a leafnode names its cluster, once for the account and once for the system account', () => {
    const { leafnodes, cluster, gateway } = given(SUPER_CLUSTER, 'leaf1');
    assert.deepEqual([cluster, gateway, leafnodes?.port], [undefined, undefined, undefined]);
    assert.deepEqual(
      leafnodes?.remotes?.map(({ account, credentials, urls }) => [
        account,
        credentials,
        urls?.map(portOf),
      ]),
      [
        ['AAPP', '/keys/app.creds', [7422, 7423, 7424]],
        ['ASYS', '/keys/sys.creds', [7422, 7423, 7424]],
      ],
    );
  });

  it('listens for leafnodes only where there are some', () => {
    assert.equal(given(SUPER_CLUSTER, 'a1').leafnodes?.port, 7422);
    assert.equal(given({ ...SUPER_CLUSTER, leafnodes: 0 }, 'a1').leafnodes, undefined);
  });
});

import assert from 'node:assert/strict';
import {
  authTimeout,
  clusterBlock,
  gatewayBlock,
  leafBlock,
  tlsTimeout,
  websocketBlock,
  type BlocksView,
} from '../../../src/server/monitor/varz-blocks.ts';
import { completeOptions, type GivenServerOptions } from '../../../src/server/options/options.ts';
import { noExpiries, view } from './view.ts';

const shown = (block: object): unknown => JSON.parse(JSON.stringify(block));

function viewOf(given: GivenServerOptions, clusterName?: string): BlocksView {
  return view({ options: completeOptions(given), clusterName });
}

describe("varz' blocks", () => {
  it('are empty where nothing is configured', () => {
    for (const block of [clusterBlock, gatewayBlock, leafBlock, websocketBlock]) {
      assert.deepEqual(shown(block(viewOf({}))), {}, block.name);
    }
  });

  // The values of nats-server 2.15 with the same configuration.
  it('show a cluster, without the passwords of its routes', () => {
    const cluster = {
      name: 'C',
      host: '127.0.0.1',
      port: 6222,
      routes: ['nats://u:p@127.0.0.1:1'],
      authorization: { user: 'a', password: 'b', timeoutMs: 3_000 },
    };
    const blocks = viewOf({ cluster }, 'C');
    assert.deepEqual(shown(clusterBlock(blocks)), {
      name: 'C',
      addr: '127.0.0.1',
      cluster_port: 6222,
      auth_timeout: 3,
      urls: ['127.0.0.1:1'],
      tls_timeout: 2,
      pool_size: 3,
    });
  });

  it('show a gateway', () => {
    const blocks = viewOf({
      gateway: {
        name: 'C',
        host: '127.0.0.1',
        port: 7222,
        advertise: '5.5.5.5:1',
        gateways: [{ name: 'D', urls: ['nats://127.0.0.1:3'] }],
      },
    });
    assert.deepEqual(shown(gatewayBlock(blocks)), {
      name: 'C',
      host: '127.0.0.1',
      port: 7222,
      auth_timeout: 2,
      tls_timeout: 2,
      advertise: '5.5.5.5:1',
      gateways: [{ name: 'D', urls: ['127.0.0.1:3'] }],
    });
  });

  it('show leafnodes and remotes', () => {
    const remotes = [{ urls: ['nats-leaf://a:b@127.0.0.1:2'], denyImports: ['x.>'] }];
    const blocks = viewOf({ leafnodes: { host: '127.0.0.1', port: 7422, remotes } });
    assert.deepEqual(shown(leafBlock(blocks)), {
      host: '127.0.0.1',
      port: 7422,
      auth_timeout: 2,
      tls_timeout: 2,
      remotes: [{ local_account: '$G', urls: ['127.0.0.1:2'], deny: { imports: ['x.>'] } }],
    });
  });

  it('show websockets', () => {
    const blocks = viewOf({
      websocket: {
        host: '0.0.0.0',
        port: 8080,
        noTls: true,
        sameOrigin: true,
        allowedOrigins: ['http://a'],
        compression: true,
        handshakeTimeoutMs: 3_000,
        authorization: { timeoutMs: 4_000 },
      },
    });
    assert.deepEqual(shown(websocketBlock({ ...blocks, websocketPort: 8081 })), {
      host: '0.0.0.0',
      port: 8081,
      handshake_timeout: 3_000_000_000,
      auth_timeout: 4,
      no_tls: true,
      same_origin: true,
      allowed_origins: ['http://a'],
      compression: true,
    });
  });

  it('leave out what holds for listeners that there are not', () => {
    const remotes = [{ urls: ['ws://h', 'ws://h:1'], account: '' }];
    const blocks = viewOf({
      cluster: { authorization: { user: 'a', password: 'b' } },
      gateway: { authorization: { user: 'a', password: 'b' } },
      leafnodes: { remotes },
      websocket: { noTls: true },
    });
    assert.deepEqual(
      [clusterBlock, gatewayBlock, leafBlock, websocketBlock].map((block) => shown(block(blocks))),
      [{}, {}, { remotes: [{ local_account: '$G', urls: ['h:7422', 'h:1'] }] }, { no_tls: true }],
    );
  });

  it('name the cluster as it is called now, also where only gateways name it', () => {
    assert.deepEqual(shown(clusterBlock(viewOf({}, 'G'))), { name: 'G' });
    assert.deepEqual(shown(clusterBlock(viewOf({ cluster: { name: '' } }, 'G'))), { name: 'G' });
  });

  it('show the ports that were given, for those that were free', () => {
    const options = completeOptions({ cluster: { port: -1 }, gateway: { name: 'G', port: -1 } });
    const blocks = view({ options, clusterPort: 7001, gatewayPort: 7002 });
    assert.equal((clusterBlock(blocks) as { cluster_port: number }).cluster_port, 7001);
    assert.equal((gatewayBlock(blocks) as { port: number }).port, 7002);
  });

  it('tell when their certificates expire', () => {
    const given = { cluster: {}, gateway: {}, leafnodes: {}, websocket: {} };
    const certificateExpiries = {
      ...noExpiries,
      ...{ cluster: 1_000, gateway: 2_000, leafnodes: 3_000, websocket: 4_000 },
    };
    const blocks = { ...viewOf(given), certificateExpiries };
    assert.deepEqual(
      [clusterBlock, gatewayBlock, leafBlock, websocketBlock].map((block) => shown(block(blocks))),
      ['01', '02', '03', '04'].map((second) => ({
        tls_cert_not_after: `1970-01-01T00:00:${second}Z`,
      })),
    );
  });

  it('tell how long logging in may take: with TLS, a second more than the handshake', () => {
    assert.equal(authTimeout({}), 2);
    assert.equal(authTimeout({ tls: { timeoutMs: 3_000 } }), 4);
    assert.equal(
      authTimeout({ tls: { timeoutMs: 3_000 }, authorization: { timeoutMs: 500 } }),
      0.5,
    );
    assert.equal(authTimeout({ authorization: {} }), 2);
    assert.deepEqual([tlsTimeout({}), tlsTimeout({ tls: { timeoutMs: 3_000 } })], [2, 3]);
  });
});

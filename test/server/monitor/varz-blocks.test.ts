import assert from 'node:assert/strict';
import {
  authTimeout,
  clusterBlock,
  gatewayBlock,
  leafBlock,
  tlsTimeout,
  websocketBlock,
} from '../../../src/server/monitor/varz-blocks.ts';
import { completeOptions } from '../../../src/server/options/options.ts';

const shown = (block: object): unknown => JSON.parse(JSON.stringify(block));

describe("varz' blocks", () => {
  it('are empty where nothing is configured', () => {
    const options = completeOptions();
    for (const block of [clusterBlock, gatewayBlock, leafBlock, websocketBlock]) {
      assert.deepEqual(shown(block(options, undefined)), {}, block.name);
    }
  });

  // The values of nats-server 2.15 with the same configuration.
  it('show a cluster, without the passwords of its routes', () => {
    const options = completeOptions({
      cluster: {
        name: 'C',
        host: '127.0.0.1',
        port: 6222,
        routes: ['nats://u:p@127.0.0.1:1'],
        authorization: { user: 'a', password: 'b', timeoutMs: 3_000 },
      },
    });
    assert.deepEqual(shown(clusterBlock(options)), {
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
    const options = completeOptions({
      gateway: {
        name: 'C',
        host: '127.0.0.1',
        port: 7222,
        advertise: '5.5.5.5:1',
        gateways: [{ name: 'D', urls: ['nats://127.0.0.1:3'] }],
      },
    });
    assert.deepEqual(shown(gatewayBlock(options)), {
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
    const options = completeOptions({ leafnodes: { host: '127.0.0.1', port: 7422, remotes } });
    assert.deepEqual(shown(leafBlock(options)), {
      host: '127.0.0.1',
      port: 7422,
      auth_timeout: 2,
      tls_timeout: 2,
      remotes: [{ local_account: '$G', urls: ['127.0.0.1:2'], deny: { imports: ['x.>'] } }],
    });
  });

  it('show websockets', () => {
    const options = completeOptions({
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
    assert.deepEqual(shown(websocketBlock(options, 8081)), {
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

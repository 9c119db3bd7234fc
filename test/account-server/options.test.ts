import assert from 'node:assert/strict';
import { DEFAULT_OPTIONS, readOptions } from '../../src/account-server/options.ts';
import { parseConf } from '../../src/conf/parser.ts';

const read = (text: string, unknown?: (key: string) => void) =>
  readOptions(parseConf(text, 'a.conf', { env: {}, readFile: () => '' }), DEFAULT_OPTIONS, unknown);

describe('options of the account server', () => {
  it('reads the keys of nats-account-server, in any case', () => {
    const options = read(`
      OperatorJWTPath: "/x/operator.jwt", systemaccountjwtpath: /x/sys.jwt
      primary: "http://p:9090/", ReplicationTimeout: 10000, maxreplicationpack: -1
      signRequestSubject: sign, signrequesttimeout: "2000"
      http { host: h, port: 0, readtimeout: 1, writetimeout: 2, tls { cert: c, key: k, root: r, verify: "TRUE" } }
      nats { servers: nats://a, connecttimeout: 3, reconnectwait: 4, maxreconnects: 5, usercredentials: u }
      store { dir: d, shard: true, cleanupinterval: 6, nsc: n, readonly: true, allowdelete: true }
      logging { time: false, debug: true, trace: true, colors: false, pid: true }
    `);
    assert.deepEqual(options, {
      operatorJwtPath: '/x/operator.jwt',
      systemAccountJwtPath: '/x/sys.jwt',
      primary: 'http://p:9090/',
      replicationTimeoutMs: 10_000,
      maxReplicationPack: -1,
      signRequestSubject: 'sign',
      signRequestTimeoutMs: 2000,
      http: {
        host: 'h',
        port: 0,
        readTimeoutMs: 1,
        writeTimeoutMs: 2,
        tls: { cert: 'c', key: 'k', root: 'r', verify: true },
        readTokens: [],
      },
      nats: {
        servers: ['nats://a'],
        connectTimeoutMs: 3,
        reconnectWaitMs: 4,
        maxReconnects: 5,
        userCredentials: 'u',
        tls: { cert: '', key: '', root: '', verify: false },
      },
      store: {
        dir: 'd',
        shard: true,
        cleanupIntervalMs: 6,
        nsc: 'n',
        readOnly: true,
        allowDelete: true,
      },
      logging: { time: false, debug: true, trace: true, colors: false, pid: true },
    });
  });

  it('leaves the defaults of nats-account-server where nothing is said', () => {
    assert.deepEqual(read(''), DEFAULT_OPTIONS);
  });

  it('tells keys that nobody knows, and goes on', () => {
    const unknown: string[] = [];
    read('x: 1, http { y: 2, port: 1 }', (key) => unknown.push(key));
    assert.deepEqual(unknown, ['x', 'http.y']);
  });

  for (const text of [
    'operatorjwtpath: 1',
    'http: x',
    'http { port: x }',
    'http { port: 1.5 }',
    'nats { servers: [1] }',
    'store { shard: 1 }',
    'primary { }',
  ]) {
    it(`refuses ${text}`, () => {
      assert.throws(() => read(text), /^ConfError: a\.conf:1:\d+: error parsing \S+ option$/);
    });
  }
});

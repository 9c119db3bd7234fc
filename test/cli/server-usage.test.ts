import assert from 'node:assert/strict';
import { dashed, serverUsage, tlsHelp } from '../../src/cli/server-usage.ts';

describe('serverUsage', () => {
  it("has nats-server's layout", () => {
    const usage = serverUsage();
    assert.ok(usage.startsWith('\nUsage: natsx-server [options]\n\nServer Options:\n'));
    for (const line of [
      '    -a, --addr, --net <host>         Bind to host address (default: 0.0.0.0)',
      '    -P, --pid <file>                 File to store PID',
      '    -DVV                             Debug and verbose trace (traces system account as well)',
      '        --max_traced_msg_len <len>   Maximum printable length for traced messages (default: unlimited)',
      '    -v, --version                    Show version',
    ]) {
      assert.ok(usage.includes(`${line}\n`), line);
    }
  });

  it('says which flags are not served', () => {
    assert.match(
      serverUsage(),
      /-js, --jetstream +Enable JetStream functionality \(not served\)\n/,
    );
  });

  it('puts a description that finds no room on the next line', () => {
    assert.match(serverUsage(), /--cluster_listen <url>\n {37}Cluster URL/);
  });
});

describe('dashed', () => {
  for (const [name, text] of [
    ['p', '-p'],
    ['ms', '-ms'],
    ['DVV', '-DVV'],
    ['tls', '--tls'],
    ['http_port', '--http_port'],
  ] as const) {
    it(`writes ${text}`, () => assert.equal(dashed(name), text));
  }
});

describe('tlsHelp', () => {
  it('lists the names that the lists take', () => {
    const help = tlsHelp();
    assert.match(help, /\n {4}TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256\n/);
    assert.match(help, /\n {4}X25519\n/);
  });
});

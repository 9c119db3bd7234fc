// Tools that others wrote read what natsx tells of itself: natscli, nats-top, and a client library.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { connect } from '@nats-io/transport-node';
import type { Server } from '../../src/server/server.ts';
import { requirePeer } from '../support/peers.ts';
import { RawClient } from '../support/raw-client.ts';
import { startOwn } from './configured.ts';

const run = promisify(execFile);

const CONFIGURATION = `
  server_name: alpha
  http: "127.0.0.1:-1"
  no_auth_user: a
  accounts {
    A { users [{ user: a, password: p }] }
    $SYS { users [{ user: sys, password: p }] }
  }`;

describe('Tools of others', function () {
  this.timeout(20_000);
  let server: Server;
  let client: RawClient;
  let folder: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'natsx-tools-'));
    server = await startOwn(CONFIGURATION);
    client = await RawClient.connect(server.port);
    client.send('CONNECT {"verbose":false,"name":"marten"}\r\nSUB foo 1\r\nPUB foo 2\r\nhi\r\n');
    await client.settle();
  });
  after(async () => {
    client.destroy();
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  describe('natscli', () => {
    let path: string;
    before(function () {
      ({ path } = requirePeer(this, 'nats'));
    });

    /** What `nats` says on both outputs. */
    const nats = async (user: string, ...args: string[]): Promise<string> => {
      const address = ['-s', server.url, '--user', user, '--password', 'p'];
      const env = { HOME: folder, XDG_CONFIG_HOME: folder, PATH: '' };
      const { stdout, stderr } = await run(path, [...address, ...args], { env });
      return stdout + stderr;
    };

    for (const [what, args, wanted] of [
      ['the servers', 'server list', /│ alpha +│/],
      ['who answers a ping', 'server ping', /alpha +rtt=/],
      ['a server', 'server info', /Server information for alpha \(N/],
      ['its options', 'server request variables', /"server_name":"alpha"/],
      ['its connections', 'server report connections', /│ marten +│ alpha/],
      ['its accounts', 'server report accounts', /│ A +│ 1 /],
      ['its load', 'server report cpu', /alpha/],
      ['its health', 'server report health', /│ alpha +│ +│ +│ ok \(200\)/],
      ['its subscriptions', 'server request subscriptions --detail', /"subject":"foo"/],
      ['an account', 'server account info A', /Account information for account A/],
      ['that it can be reached', 'server check connection', /^OK /],
      ['that it is well', 'server check server --name alpha', /^OK alpha/],
    ] as const) {
      it(`sees ${what}`, async () => {
        assert.match(await nats('sys', ...args.split(' ')), wanted);
      });
    }

    it('sees what a user may see of his account', async () => {
      assert.match(await nats('a', 'account', 'info'), /User: a\n +Account: A/);
      assert.match(await nats('a', 'account', 'report', 'connections'), /│ marten +│ alpha/);
      assert.match(await nats('a', 'account', 'report', 'statistics'), /│ 2\.12\.0/);
    });
  });

  describe('nats-top', () => {
    it('sees the server', async function () {
      const { path } = requirePeer(this, 'nats-top');
      const file = join(folder, 'top.txt');
      await run(path, ['-s', '127.0.0.1', '-m', String(server.monitorPort), '-o', file]);
      const text = readFileSync(file, 'utf8');
      assert.match(text, /NATS server version 2\.12\.0/);
      assert.match(text, /Server: alpha/);
      assert.match(text, /marten/);
    });
  });

  describe('@nats-io/transport-node', () => {
    it('learns who it is', async () => {
      const nc = await connect({ servers: server.url, user: 'a', pass: 'p' });
      try {
        const answer = await nc.request('$SYS.REQ.USER.INFO');
        const { data } = answer.json<{ data: object }>();
        assert.deepEqual(data, { user: 'a', account: 'A', account_name: 'A' });
      } finally {
        await nc.close();
      }
    });
  });
});

// Go's nsc speaks to natsx as to nats-server: it pushes, pulls, lists and deletes.
import { connect, credsAuthenticator, type NatsConnection } from '@nats-io/transport-node';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Server } from '../../src/server/server.ts';
import { requirePeer } from '../support/peers.ts';
import { startOwn } from './configured.ts';

const run = promisify(execFile);

describe('Go nsc and a natsx with a directory of accounts', function () {
  this.timeout(60_000);
  let program: string;
  let home: string;
  let server: Server;

  before(function () {
    program = requirePeer(this, 'nsc').path;
  });
  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), 'natsx-nsc-'));
    await nsc('add operator O --sys');
    await nsc('add account A');
    await nsc('add user --account A u');
    const text = await nsc('generate config --nats-resolver --sys-account SYS');
    const dir = text.replace(/dir: .*/, `dir: "${join(home, 'jwt')}"`);
    server = await startOwn(dir.replace('allow_delete: false', 'allow_delete: true'));
    await nsc(`edit operator --account-jwt-server-url ${server.url}`);
  });
  afterEach(async () => {
    await server.stop();
    rmSync(home, { recursive: true });
  });

  /** What it says, on stdout and stderr: it has much of its output on the latter. */
  async function nsc(line: string): Promise<string> {
    const folders = ['config', 'data', 'keystore'].flatMap((name) => [
      `--${name}-dir`,
      join(home, name),
    ]);
    const { stdout, stderr } = await run(program, [...line.split(' '), ...folders], {
      env: { HOME: home, NKEYS_PATH: join(home, 'keystore'), NSC_NO_GIT_IGNORE: 'true' },
    });
    return stdout + stderr;
  }

  function login(): Promise<NatsConnection> {
    const creds = readFileSync(join(home, 'keystore', 'creds', 'O', 'A', 'u.creds'));
    const authenticator = credsAuthenticator(creds);
    return connect({ servers: server.url, authenticator, reconnect: false });
  }

  const accountFile = (): string => join(home, 'data', 'O', 'accounts', 'A', 'A.jwt');

  it('pushes accounts, whose users are then let in', async () => {
    await assert.rejects(login());
    const said = await nsc('push --all');
    assert.match(said, new RegExp(`pushed "A" to nats-server ${server.name}: jwt updated`));
    assert.match(said, new RegExp(`pushed "SYS" to nats-server ${server.name}: jwt updated`));
    assert.match(said, /pushed to a total of 1 nats-server/);
    const client = await login();
    await client.flush();
    await client.close();
  });

  it('revokes a user, who is cut off', async () => {
    await nsc('push --all');
    const client = await login();
    await nsc('revocations add-user --account A --name u');
    await nsc('push --account A');
    assert.match(String(await client.closed()), /revoked/i);
    await assert.rejects(login());
  });

  it('pulls what was pushed', async () => {
    await nsc('push --all');
    const pushed = readFileSync(accountFile(), 'utf8');
    rmSync(join(home, 'data', 'O', 'accounts', 'A'), { recursive: true });
    assert.match(await nsc('pull --all'), /stored account "A"/);
    assert.equal(readFileSync(accountFile(), 'utf8'), pushed);
  });

  it('finds accounts that are only on the server, and deletes them', async () => {
    await nsc('add account B');
    await nsc('push --all');
    await nsc('delete account B --force');
    assert.match(await nsc('push --diff'), /account A\w{55} only exists in server/);
    assert.match(await nsc('push --prune'), /pruned nats-server .*: deleted 1 accounts/);
    assert.match(await nsc('push --prune'), /nothing to prune/);
    const endings = readdirSync(join(home, 'jwt')).map((file) => file.replace(/^A\w{55}/, ''));
    assert.deepEqual(endings.sort(), ['.jwt', '.jwt', '.jwt.deleted']);
  });
});

import assert from 'node:assert/strict';
import { connect } from '@nats-io/transport-node';
import { runCalloutService } from '../../../src/cli/auth-callout/run.ts';
import { Server } from '../../../src/server/server.ts';
import { rulesFolder, type RulesFolder } from '../../support/callout-rules.ts';
import { FakeProcess } from '../../support/program-host.ts';

describe('natsx auth-callout start', () => {
  let folder: RulesFolder;
  let server: Server;
  let host: FakeProcess;

  beforeEach(async () => {
    folder = rulesFolder();
    host = new FakeProcess();
    server = await Server.start({
      host: '127.0.0.1',
      port: 0,
      accounts: { AUTH: { users: [{ user: 'auth', password: 'auth' }] }, APP: {} },
      authorization: {
        authCallout: { issuer: folder.issuer.publicKey, account: 'AUTH', authUsers: ['auth'] },
      },
    });
    folder.write(rules('alice'));
  });
  afterEach(async () => {
    await server.stop();
    folder.remove();
  });

  const rules = (user: string): string => `
    nats { servers: "nats://127.0.0.1:${server.port}", user: auth, password: auth }
    users: [ { user: ${user}, password: p, account: APP } ]`;
  const until = async (pattern: RegExp): Promise<void> => {
    while (!pattern.test(host.err)) await new Promise((resolve) => setImmediate(resolve));
  };
  const login = async (user: string): Promise<void> => {
    const client = await connect({ port: server.port, user, pass: 'p', reconnect: false });
    await client.close();
  };

  it('serves, reads its rules again, keeps the old ones where those are wrong, and ends', async () => {
    const code = runCalloutService({ file: folder.file, debug: true }, host);
    await until(/Listening on \$SYS\.REQ\.USER\.AUTH/);
    await login('alice');
    assert.match(host.err, /\[DBG\] Granted account "APP" by password: client \d+ of/);
    folder.write('users: x');
    host.kill('SIGHUP');
    await until(/\[ERR\] Rules not reloaded, the old ones hold: .*users must be a list/);
    await login('alice');
    folder.write(rules('bob'));
    host.kill('SIGHUP');
    await until(/\[INF\] Reloaded the rules/);
    await login('bob');
    await assert.rejects(login('alice'), /Authorization Violation/);
    host.kill('SIGTERM');
    assert.equal(await code, 0);
    assert.match(host.err, /Stopping: .*\n$/, 'nothing more, as nothing went wrong');
  });

  it('does not start without rules or server', async () => {
    const gone = { file: '/nix.conf', debug: false };
    await assert.rejects(runCalloutService(gone, host), /open \/nix\.conf: no such file/);
    folder.write('nats { servers: "nats://127.0.0.1:1" }');
    await assert.rejects(
      runCalloutService({ file: folder.file, debug: false }, host),
      /no servers available/,
    );
  });
});

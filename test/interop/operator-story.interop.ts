// An operator's day, each step by a command line: nsc makes everything, a server runs on it, nsc changes it while clients
// are connected.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execute } from '../../src/cli/program.ts';
import { natsxReq } from '../../src/cli/nats-req.ts';
import { natsxSub } from '../../src/cli/nats-sub.ts';
import { TemporaryNsc } from '../nsc/temporary-nsc.ts';
import { requirePeer } from '../support/peers.ts';
import { natsxServer, ServerProgram } from '../support/server-program.ts';
import { Terminal } from '../support/terminal.ts';

describe('The story of an operator', function () {
  this.timeout(120_000);

  it('is told with natsx as the server', async () => {
    await tell((argv) => natsxServer(...argv));
  });

  it('is told with nats-server as the server', async function () {
    const { path } = requirePeer(this, 'nats-server');
    await tell((argv) => new ServerProgram(path, argv));
  });
});

async function tell(startServer: (argv: string[]) => ServerProgram): Promise<void> {
  using tool = new TemporaryNsc();
  tool.now = new Date();
  const { home } = tool;

  await tool.ok('init --name ACME');
  const made = await tool.ok('generate config --nats-resolver --sys-account SYS');
  const configuration = join(home, 'server.conf');
  // Where the resolver keeps its JWTs, and a free port, is for this machine to say.
  writeFileSync(
    configuration,
    made.replace(/dir: '?"?\.\/jwt"?'?/, `dir: ${JSON.stringify(join(home, 'jwt'))}`),
  );
  const server = startServer(['-c', configuration, '-a', '127.0.0.1', '-p', '-1']);
  try {
    await server.says('Server is ready');
    assert.match(server.err, /Trusted Operators/);
    const [, port] = /client connections on 127\.0\.0\.1:(\d+)/.exec(server.err)!;
    const url = `nats://127.0.0.1:${port}`;
    await tool.ok(`push -A -u ${url}`);

    // A user listens, with the creds that nsc wrote; another may join later.
    await tool.ok('add user --account ACME worker');
    const worker = new Terminal();
    const creds = (user: string) => ['-s', url, '--creds', tool.credsPath('ACME', user, 'ACME')];
    const working = execute(natsxSub, [...creds('worker'), 'help.>'], worker);
    await shows(worker, 'Listening on [help.>]', working);

    // The account's limits change; a live client feels it at once: its messages are too long from now on.
    await tool.ok('edit account ACME --payload 10');
    await tool.ok(`push -a ACME -u ${url}`);
    const long = new Terminal();
    const sent = [...creds('ACME'), '--timeout', '1s', 'help.me', 'much longer than ten bytes'];
    assert.equal(await execute(natsxReq, sent, long), 1);
    assert.match(long.text('stderr'), /maximum payload/i);

    // One who is revoked is cut, and does not come back.
    await tool.ok('revocations add-user --account ACME --name worker');
    await tool.ok(`push -a ACME -u ${url}`);
    await shows(worker, 'Disconnected due to', working);
    worker.pressCtrlC();
    await working;
    assert.match(worker.text('stderr'), /revoked|authorization violation/i);
    const again = new Terminal();
    assert.equal(await execute(natsxReq, [...creds('worker'), 'help.me', 'x'], again), 1);
    assert.match(again.text('stderr'), /authorization violation/i);

    // Somebody with the operator alone, and a user of the system account, gets all accounts from the server.
    await tool.ok(`edit operator --account-jwt-server-url ${url}`);
    using colleague = new TemporaryNsc();
    colleague.now = new Date();
    await colleague.ok(`add operator --url ${tool.path('ACME', 'ACME.jwt')}`);
    await colleague.ok(['import', 'keys', '--dir', tool.keystore, '--recurse']);
    await colleague.ok([
      'import',
      'account',
      '--file',
      tool.path('ACME', 'accounts', 'SYS', 'SYS.jwt'),
    ]);
    await colleague.ok('pull -A');
    assert.deepEqual(colleague.account('ACME', 'ACME'), tool.account('ACME', 'ACME'));
    assert.match(await colleague.ok('revocations list-users --account ACME'), /\bU[A-Z2-7]{55}\b/);
  } finally {
    server.kill('SIGTERM');
    await server.ended();
  }
}

/** Waits until a program has said so; fails if it ends before. */
async function shows(terminal: Terminal, text: string, running: Promise<number>): Promise<void> {
  const code = await Promise.race([terminal.shows('stderr', text), running]);
  if (code !== undefined) assert.fail(`ended with ${code}: ${terminal.text('stderr')}`);
}

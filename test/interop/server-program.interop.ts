import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mainNames } from '../../src/cli/go-flags.ts';
import { serverFlags } from '../../src/server/options/flags.ts';
import { findPeers, isAtLeast, requirePeer, skipWithout, type Peer } from '../support/peers.ts';
import { natsxServer, ServerProgram } from '../support/server-program.ts';

describe('natsx-server beside nats-server', () => {
  it('knows every flag that the usage of the original shows', function () {
    requirePeer(this, 'nats-server');
    const names = mainNames(serverFlags);
    for (const { path, version } of findPeers('nats-server')) {
      const shown = usageFlags(execFileSync(path, ['--help'], { encoding: 'utf8' }));
      assert.ok(shown.length > 50, `found ${shown.length} flags in the usage of ${version}`);
      for (const { name, isBoolean } of shown) {
        const main = names.get(name);
        assert.ok(main !== undefined, `-${name} of nats-server ${version}`);
        const flag = serverFlags[main]!;
        assert.equal(flag.type === 'boolean', isBoolean, `-${name}`);
      }
    }
  });

  describe('of today', () => {
    let peer: Peer;
    before(function () {
      // From 2.11 on SIGTERM is a success, and signals are logged.
      const current = findPeers('nats-server').find(({ version }) => isAtLeast(version, '2.11.0'));
      peer = current ?? skipWithout(this, 'no nats-server 2.11 or later', 'NATS_SERVER=<its path>');
    });

    it('logs the same lines and ends with the same code', async () => {
      const argv = ['-a', '127.0.0.1', '-p', '-1', '-m', '-1', '-T=false', '-n', 'N1'];
      const ours = await life(natsxServer(...argv));
      const theirs = await life(new ServerProgram(peer.path, argv));
      assert.deepEqual(ours, theirs);
    });

    for (const argv of [['foo'], ['-n', 'a b'], ['-t']]) {
      it(`refuses ${argv.join(' ')} with the same code`, async () => {
        const [ours, theirs] = [natsxServer(...argv), new ServerProgram(peer.path, argv)];
        assert.deepEqual(
          [await ours.ended(), ours.out.length],
          [await theirs.ended(), theirs.out.length],
        );
        assert.equal(ours.err, theirs.err.replace('nats-server: ', 'natsx-server: '));
      });
    }

    it('logs the same lines for a reload, a broken file, a change that needs a restart, and lame duck mode', async () => {
      const directory = mkdtempSync(join(tmpdir(), 'natsx-interop-'));
      const path = join(directory, 'x.conf');
      const told = [];
      for (const start of [
        () => natsxServer('-c', path),
        () => new ServerProgram(peer.path, ['-c', path]),
      ]) {
        writeConf(path, {});
        told.push(await reloads(start(), path));
      }
      rmSync(directory, { recursive: true });
      assert.deepEqual(told[0], told[1]);
    });

    it('sends signals as the original does', async () => {
      for (const command of ['dance=99999999', 'reload=x', 'reload=1=2', 'reload=99999999']) {
        const argv = ['--signal', command];
        const [ours, theirs] = [natsxServer(...argv), new ServerProgram(peer.path, argv)];
        assert.deepEqual([await ours.ended(), await theirs.ended()], [1, 1]);
        // Each line of ours begins with the program's name.
        const plain = ours.err.replaceAll('natsx-server: ', '').trim();
        assert.equal(plain, theirs.err.replace('nats-server: ', '').trim());
      }
    });

    it('says the same when its port is in use', async () => {
      const first = new ServerProgram(peer.path, ['-a', '127.0.0.1', '-p', '-1']);
      await first.says('Server is ready');
      const port = /client connections on 127\.0\.0\.1:(\d+)/.exec(first.err)![1]!;
      const argv = ['-a', '127.0.0.1', '-p', port, '-T=false'];
      const ends = [];
      for (const program of [natsxServer(...argv), new ServerProgram(peer.path, argv)]) {
        ends.push([await program.ended(), program.log.at(-1)]);
      }
      first.kill('SIGKILL');
      await first.ended();
      assert.deepEqual(ends[0], ends[1]);
    });
  });
});

function writeConf(path: string, change: Readonly<Record<string, unknown>>): void {
  const pairs = { listen: '127.0.0.1:-1', http: '127.0.0.1:-1', server_name: 'N1', logtime: false };
  const text = Object.entries({ ...pairs, ...change }).map(([key, value]) => `${key}: ${value}\n`);
  writeFileSync(path, text.join(''));
}

/** What a server logs of its reloads and its leave, without what differs from run to run, and its exit code. */
async function reloads(program: ServerProgram, path: string): Promise<unknown> {
  await program.says('Server is ready');
  const ready = program.log.length;
  const steps: [Readonly<Record<string, unknown>>, string][] = [
    [{ max_payload: 2_000_000, max_connections: 100 }, 'Reloaded server configuration'],
    [{ max_payload: '{{' }, 'Failed to reload server configuration'],
    [{ max_pending: 100_000_000, max_payload: 3_000_000 }, 'not supported for MaxPending'],
    [{ server_name: 'N2' }, 'not supported for ServerName'],
  ];
  for (const [change, line] of steps) {
    writeConf(path, change);
    program.kill('SIGHUP');
    await program.says(line);
  }
  const reloaded = program.log.length;
  program.kill('SIGUSR2');
  const code = await program.ended();
  const lines = program.log
    .slice(ready, reloaded)
    // Of a broken file, each says in its own words what is wrong.
    .map((line) => line.replace(/(Failed to reload server configuration: )(?!config).*/, '$1…'))
    .map((line) => line.replace(/\(sha256:[0-9a-f]+\)/, '(…)'))
    // The original does not compare these two: it always says that it has reloaded them.
    .filter((line) => !/Reloaded: (accounts|authorization users)$/.test(line));
  // The original lists its fields in an order that no promise is made of.
  return { code, lines: lines.sort(), leave: program.log.slice(reloaded) };
}

/** What a server logs from start to stop, without what differs from run to run, and its exit code. */
async function life(program: ServerProgram): Promise<unknown> {
  await program.says('Server is ready');
  program.kill('SIGHUP');
  await program.says('Failed to reload server configuration: ');
  program.kill('SIGUSR1');
  await program.says('File log re-open ignored');
  program.kill('SIGTERM');
  const code = await program.ended();
  const lines = program.log.map((line) =>
    line.replace(/(Version: +|Git: +|ID: +|127\.0\.0\.1:)\S.*$/, '$1…'),
  );
  return { code, lines };
}

/** Every name in a usage text, and whether its flag takes no value. */
function usageFlags(usage: string): { name: string; isBoolean: boolean }[] {
  const flags = [];
  let pending: string[] = []; // `-n, --name` has its value on the next line.
  for (const line of usage.split('\n')) {
    const left = /^ {4} *(-.*?)(?: {2,}|$)/.exec(line)?.[1];
    if (left === undefined) continue;
    const names = [...left.matchAll(/(?:^|[ ,])--?(\w+)/g)].map(([, name]) => name!);
    if (!/ {2,}\S/.test(line.trimStart())) {
      pending = names;
      continue;
    }
    const isBoolean = !left.includes('<') || left.includes('<bool>');
    flags.push(...[...pending, ...names].map((name) => ({ name, isBoolean })));
    pending = [];
  }
  return flags;
}

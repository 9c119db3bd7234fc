import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { flagsFirst } from '../../../src/cli/flags-first.ts';
import { parseGoFlags } from '../../../src/cli/go-flags.ts';
import { execute } from '../../../src/cli/program.ts';
import type { Ending } from '../../../src/cli/up/ending.ts';
import { upFlags } from '../../../src/cli/up/flags.ts';
import { up } from '../../../src/cli/up/up.ts';
import pingCommand from '../../../src/commands/ping.ts';
import pubCommand from '../../../src/commands/pub.ts';
import upCommand from '../../../src/commands/up.ts';
import { NatsxError } from '../../../src/base/errors.ts';
import { EMPTY_CONTEXT } from '../../../src/nats-client/context.ts';
import { Server } from '../../../src/server/server.ts';
import { Terminal } from '../../support/terminal.ts';
import { TemporaryHome } from '../../up/temporary-home.ts';

const run = promisify(execFile);

/** `natsx up` on a home of its own. */
class Up implements AsyncDisposable {
  readonly io = new Terminal();
  readonly ended: Promise<number>;
  #ending: Ending | undefined;

  constructor(home: TemporaryHome, ...argv: readonly string[]) {
    this.io.env = environment(home);
    this.io.home = home.path;
    this.io.currentDirectory = home.path;
    const line = parseGoFlags(upFlags, flagsFirst(upFlags, argv));
    this.ended = up(line, this.io, (ending) => {
      this.#ending = ending;
      return () => (this.#ending = undefined);
    });
    this.ended.catch(() => undefined); // Who waits for it hears of it.
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop().catch(() => undefined); // The test has looked at how it ends.
  }

  /** As Ctrl-C. */
  async stop(): Promise<number> {
    this.signal();
    return this.ended;
  }

  signal(): void {
    this.#ending?.onSignal();
  }

  /** Waits until it is up. */
  async isUp(): Promise<void> {
    const failed = this.ended.then((code) => assert.fail(`it has ended with ${code}: ${this.err}`));
    await Promise.race([this.io.shows('stderr', 'Ctrl-C stops it'), failed]);
  }

  get out(): string {
    return this.io.text('stdout');
  }

  /** Without what is said only where things take long. */
  get err(): string {
    return this.io.text('stderr').replace(/^.* …\n/gm, '');
  }
}

function environment(home: TemporaryHome): Record<string, string | undefined> {
  const { PATH } = process.env;
  return {
    PATH,
    XDG_DATA_HOME: join(home.path, 'data'),
    XDG_CONFIG_HOME: join(home.path, 'config'),
  };
}

describe('natsx up', () => {
  it('makes all there is to make, serves, and says how to connect', async () => {
    using home = new TemporaryHome();
    await using started = new Up(home, '--port', '0');
    await started.isUp();
    const { root, nsc } = home.place();
    const { out, err } = started;
    assert.match(
      out,
      /^local is up: 1 server, natsx \S+; first message through after \d+\.\d\d s\n/,
    );
    assert.ok(out.includes(`${nsc}/creds/local/APP/app.creds  (user app of account APP)`), out);
    assert.match(out, /\n {2}Contexts {2}local \(account APP\), local-sys \(system account\)\n/);
    assert.ok(out.includes(`\n  Files     ${root}\n`), out);
    assert.match(out, /\nCluster {3}IP .*\n- {9}127\.0\.0\.1 .*\n\n$/);
    assert.equal(
      err,
      'made operator local, system account SYS, account APP, user app of account APP\nCtrl-C stops it\n',
    );
    assert.equal(await home.contexts.selected(), undefined);
    assert.equal(await started.stop(), 0);
    assert.match(started.err, /stopped 1 server\n$/);
    assert.match(readFileSync(home.place().server('local').log, 'utf8'), /Server Exiting\.\.\n$/);
  });

  it('prints examples that work', async () => {
    using home = new TemporaryHome();
    await using started = new Up(home, '--port', '0');
    await started.isUp();
    const io = () => Object.assign(new Terminal(), { env: environment(home), home: home.path });
    const example = (begin: string) => {
      const line = started.out.split('\n').find((each) => each.includes(` ${begin}`));
      return line!.slice(line!.indexOf(begin) + begin.length).trim();
    };
    const { program: pub } = pubCommand;
    const words = example('natsx pub ').split(' ');
    assert.equal(await execute(pub, flagsFirst(pub.flags, words), io()), 0);
    const { program: ping } = pingCommand;
    const pinging = io();
    assert.equal(await execute(ping, example('natsx ping ').split(' '), pinging), 0);
    assert.match(pinging.text('stdout'), /127\.0\.0\.1/);
    const node = `${example('Node ')} await nc.flush(); console.log(nc.info.auth_required); await nc.close();`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', node]);
    assert.equal(stdout, 'true\n');
    assert.equal(await started.stop(), 0);
  });

  it('finds what it has made, the second time', async () => {
    using home = new TemporaryHome();
    const jsonOf = async (...flags: string[]) => {
      await using started = new Up(home, '--port', '0', '--json', ...flags);
      await started.isUp();
      await started.stop();
      return { err: started.err, json: JSON.parse(started.out) as Record<string, unknown> };
    };
    const first = await jsonOf();
    const creds = readFileSync((first.json['creds'] as { user: string }).user, 'utf8');
    const second = await jsonOf();
    assert.equal(second.err, 'Ctrl-C stops it\nstopped 1 server\n');
    assert.deepEqual(second.json['creds'], first.json['creds']);
    assert.equal(readFileSync((second.json['creds'] as { user: string }).user, 'utf8'), creds);
    const { name, topology, contexts, servers, firstMessage } = first.json;
    assert.equal(name, 'local');
    assert.deepEqual(topology, { clusters: 1, servers: 1, leafnodes: 0 });
    assert.deepEqual(contexts, { user: 'local', system: 'local-sys', others: [] });
    assert.equal((servers as unknown[]).length, 1);
    assert.equal(typeof firstMessage, 'number');
  });

  it('is refused while it runs, and does no harm', async () => {
    using home = new TemporaryHome();
    await using started = new Up(home, '--port', '0');
    await started.isUp();
    await using second = new Up(home);
    await assert.rejects(second.ended, { code: 'ERR_UP_RUNNING' });
    assert.equal(second.out, '');
    await using other = new Up(home, '--name', 'other', '--port', '0');
    await other.isUp();
    assert.deepEqual(await home.contexts.names(), ['local', 'local-sys', 'other', 'other-sys']);
    assert.equal(await other.stop(), 0);
    assert.equal(await started.stop(), 0);
  });

  it('says who has its port, and makes nothing', async () => {
    using home = new TemporaryHome();
    await using server = await Server.start({ port: 0, serverName: 'theirs' });
    const { ended } = new Up(home, '--port', String(server.port));
    await assert.rejects(ended, (error: NatsxError) => {
      assert.equal(error.message, `port ${server.port} is taken by a NATS server (theirs, 2.12.0)`);
      return true;
    });
    assert.equal(existsSync(home.place().nsc), false);
    assert.equal(existsSync(home.place().running), false);
  });

  it('ends when it is told to before it is up, and leaves what the next run needs', async () => {
    using home = new TemporaryHome();
    await using started = new Up(home, '--port', '0');
    await started.io.shows('stderr', 'made operator');
    started.signal();
    await assert.rejects(started.ended, { code: 'ERR_INTERRUPTED' });
    await using again = new Up(home, '--port', '0');
    await again.isUp();
    assert.equal(await again.stop(), 0);
  });

  it('leaves contexts alone that the user has, and does without', async () => {
    using home = new TemporaryHome();
    await home.contexts.save('local', { ...EMPTY_CONTEXT, url: 'nats://prod:4222' });
    await using started = new Up(home, '--port', '0');
    await started.isUp();
    assert.match(started.err, /left alone: local, for you have contexts of that name yourself\n/);
    assert.match(
      started.out,
      / natsx pub greetings\.joe hello --server nats:\S+ --creds '.*app\.creds'\n/,
    );
    await started.stop();
  });

  it('shows what connects the servers, as JSON too', async () => {
    using home = new TemporaryHome();
    await using started = new Up(home, '--port', '0', '--watch', '--interval', '50ms');
    await started.io.shows('stdout', 'Server   Clients');
    await started.io.shows('stdout', '\nlocal    127.0.0.1:');
    assert.equal(await started.stop(), 0);
    await using json = new Up(home, '--port', '0', '--watch', '--interval', '50ms', '--json');
    await json.io.shows('stdout', '"state":"running"');
    assert.equal(await json.stop(), 0);
  });

  it('exports without starting anything', async () => {
    using home = new TemporaryHome();
    const { ended, io } = new Up(home, '--export', 'there', '--clusters', '2', '--json');
    assert.equal(await ended, 0);
    const { folder, files } = JSON.parse(io.text('stdout')) as { folder: string; files: string[] };
    assert.equal(folder, join(home.path, 'there'));
    for (const file of files) assert.ok(existsSync(join(folder, file)), file);
    assert.deepEqual(await home.contexts.names(), []);
  });

  for (const [argv, message] of [
    [['--clusters', '0'], /flag -clusters: must be at least 1$/],
    [['--servers', '-1'], /flag -servers: must be at least 1$/],
    [['--leafnodes', '-1'], /flag -leafnodes: must be at least 0$/],
    [['--clusters', '30'], /^30 × 1 servers and 0 leafnodes are too many$/],
    [['--port', '65536'], /flag -port: must be from 0 to 65535$/],
    [['--port', '-1'], /flag -port: must be from 0 to 65535$/],
    [['--engine', 'other'], /must be one of natsx, nats-server$/],
    [['--engine', 'natsx', '--engine-path', 'x'], /^flag -engine-path is for -engine nats-server$/],
    [['--hosts', 'a'], /^flag -hosts is for -export/],
    [['--export', 'x', '--hosts', 'a,b'], /^flag -hosts needs 1 hosts, got 2$/],
    [['--export', 'x', '--hosts', 'a b'], /^invalid host "a b" in flag -hosts$/],
    [['--name', 'a/b'], /^invalid name "a\/b" of a deployment$/],
  ] as const) {
    it(`refuses ${argv.join(' ')}`, async () => {
      using home = new TemporaryHome();
      const io = Object.assign(new Terminal(), { env: environment(home), home: home.path });
      const { program } = upCommand;
      assert.equal(await execute(program, flagsFirst(program.flags, argv), io), 2);
      assert.match(io.text('stderr').split('\n')[0]!, message);
      assert.equal(existsSync(join(home.path, 'data')), false);
    });
  }

  it('names what is missing when there is no nats-server where it should be', async () => {
    using home = new TemporaryHome();
    const { ended } = new Up(home, '--engine-path', join(home.path, 'nats-server'));
    await assert.rejects(ended, { code: 'ERR_UP_ENGINE', message: /nats-server is no program$/ });
    assert.equal(existsSync(join(home.path, 'data')), false);
  });
});

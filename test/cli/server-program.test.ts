import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NatsxError } from '../../src/base/errors.ts';
import { runServerProgram, type StartServer } from '../../src/cli/server-program.ts';
import { serverUsage, tlsHelp } from '../../src/cli/server-usage.ts';
import { FakeProcess, FakeServer } from '../support/program-host.ts';
import { turnEnd } from '../support/turn.ts';

describe('runServerProgram', () => {
  let host: FakeProcess;
  let server: FakeServer | undefined;
  let directory: string;

  /** Starts a server that is ready at once; `whenReady` runs while it serves. */
  const startThen =
    (whenReady: (server: FakeServer) => void): StartServer =>
    async (options, settings) => {
      const started = new FakeServer({ ...options, ...settings });
      server = started;
      settings.logger!.notice('Server is ready');
      setImmediate(() => whenReady(started));
      return started;
    };
  const neverStart: StartServer = () => assert.fail('the server was started');
  const interrupt = (): void => host.kill('SIGINT');
  const run = (argv: string[], start: StartServer): Promise<number> =>
    runServerProgram(argv, host, start);
  const conf = (text: string): string => {
    const path = join(directory, 'x.conf');
    writeFileSync(path, text);
    return path;
  };

  beforeEach(() => {
    host = new FakeProcess();
    server = undefined;
    directory = mkdtempSync(join(tmpdir(), 'natsx-server-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  describe('that does not serve', () => {
    it('tells its version', async () => {
      assert.equal(await run(['-v'], neverStart), 0);
      assert.deepEqual([host.out, host.err], ['natsx-server: v0.1.0 (nats-server v2.12.0)\n', '']);
    });

    it('tells its usage', async () => {
      assert.equal(await run(['-h'], neverStart), 0);
      assert.equal(await run(['--help_tls'], neverStart), 0);
      assert.deepEqual([host.out, host.err], [serverUsage() + tlsHelp(), '']);
    });

    it('refuses a bad command line in one line and fails', async () => {
      assert.equal(await run(['foo'], neverStart), 1);
      assert.deepEqual([host.out, host.err], ['', 'natsx-server: unrecognized command: "foo"\n']);
    });

    it('points to its usage when a flag is wrong', async () => {
      assert.equal(await run(['--nope'], neverStart), 1);
      assert.deepEqual(
        [host.out, host.err],
        ['', 'natsx-server: flag provided but not defined: -nope\nSee natsx-server --help\n'],
      );
    });

    it('tests a configuration', async () => {
      const path = conf('port: 4222');
      assert.equal(await run(['-t', '-c', path], neverStart), 0);
      assert.match(
        host.err,
        /^natsx-server: configuration file .*x\.conf is valid \(sha256:[0-9a-f]{64}\)\n$/,
      );
    });

    it('says everything that is wrong with a configuration, and fails', async () => {
      const path = conf('prot: 4222\nmax_payload: x');
      for (const argv of [
        ['-t', '-c', path],
        ['-c', path],
      ]) {
        host.err = '';
        assert.equal(await run(argv, neverStart), 1);
        assert.match(
          host.err,
          /^natsx-server: .*x\.conf:1:\d+: .*\nnatsx-server: .*x\.conf:2:\d+: .*\n$/,
        );
      }
    });

    it('sends a signal, and says what it could not', async () => {
      assert.equal(await run(['--signal', 'dance=999999999'], neverStart), 1);
      assert.equal(host.err, 'natsx-server: unknown signal "dance"\n');
    });

    it('fails before it starts when the log cannot be written', async () => {
      const path = join(directory, 'no', 'x.log');
      assert.equal(await run(['-l', path], neverStart), 1);
      assert.equal(
        host.err,
        `natsx-server: error opening file: open ${path}: no such file or directory\n`,
      );
    });
  });

  for (const [signal, name] of [
    ['SIGINT', 'interrupt'],
    ['SIGTERM', 'terminated'],
  ] as const) {
    it(`stops the server on ${signal} and succeeds`, async () => {
      const stop = startThen(() => host.kill(signal));
      assert.equal(await run([], stop), 0);
      assert.deepEqual(host.log, ['[INF] Server is ready', `[INF] Trapped "${name}" signal`]);
      await server!.whenStopped;
    });
  }

  it('stops a server that gets the signal while it starts', async () => {
    const start: StartServer = async (options, settings) => {
      interrupt();
      return (server = new FakeServer({ ...options, ...settings }));
    };
    assert.equal(await run([], start), 0);
    assert.ok(server!.stops > 0);
  });

  it('ends when the server has stopped by itself, as a lame duck does', async () => {
    const leave = startThen((started) => {
      host.kill('SIGUSR2');
      host.kill('SIGTERM');
      assert.equal(started.stops, 0);
      void started.stop();
    });
    assert.equal(await run(['-T=false'], leave), 0);
    assert.deepEqual(host.log, [
      '[INF] Server is ready',
      '[INF] Trapped "user defined signal 2" signal',
      '[INF] Trapped "terminated" signal',
    ]);
  });

  it('gives the server what file and flags say, and where it was said', async () => {
    const path = conf('port: 4001\nmax_payload: 100KB');
    assert.equal(await run(['-c', path, '-p', '4002'], startThen(interrupt)), 0);
    const { port, maxPayload, config } = server!.started;
    assert.deepEqual([port, maxPayload, config!.file], [4002, 102_400, path]);
    assert.match(config!.digest!, /^sha256:/);
  });

  it('reads the file again on SIGHUP, and keeps the flags', async () => {
    const path = conf('port: 4001\nmax_payload: 100KB');
    const reload = startThen((started) => {
      conf('port: 4001\nmax_payload: 200KB');
      host.kill('SIGHUP');
      void (async () => {
        while (started.reloads.length === 0) await turnEnd();
        interrupt();
      })();
    });
    assert.equal(await run(['-c', path, '-p', '4002'], reload), 0);
    assert.deepEqual(
      server!.reloads.map(({ port, maxPayload }) => [port, maxPayload]),
      [[4002, 204_800]],
    );
  });

  it('writes the log to a file, and to a fresh one on SIGUSR1', async () => {
    const path = join(directory, 'x.log');
    const rotate = startThen(() => {
      renameSync(path, `${path}.1`);
      host.kill('SIGUSR1');
      void (async () => {
        while (!existsSync(path)) await turnEnd();
        interrupt();
      })();
    });
    assert.equal(await run(['-l', path, '-T=false'], rotate), 0);
    assert.equal(
      readFileSync(`${path}.1`, 'utf8'),
      '[4883] [INF] Server is ready\n[4883] [INF] Trapped "user defined signal 1" signal\n',
    );
    assert.equal(
      readFileSync(path, 'utf8'),
      '[4883] [INF] File log re-opened\n[4883] [INF] Trapped "interrupt" signal\n',
    );
    assert.equal(host.err, '');
  });

  it('has the last lines written when the process ends without it', async () => {
    const path = join(directory, 'x.log');
    const crash = startThen(() => {
      host.exit();
      assert.match(readFileSync(path, 'utf8'), /Server is ready\n$/);
      interrupt();
    });
    assert.equal(await run(['-l', path], crash), 0);
  });

  it('logs why the server could not start, and fails', async () => {
    const start: StartServer = async () => {
      throw new NatsxError('ERR_LISTEN', 'Error listening on port: x');
    };
    assert.equal(await run([], start), 1);
    assert.deepEqual(host.log, ['[FTL] Error listening on port: x']);
  });

  it('does not hide a mistake of ours', async () => {
    const start: StartServer = async () => {
      throw new TypeError('x is not a function');
    };
    await assert.rejects(run([], start), TypeError);
  });

  it('warns of what it does not serve yet, before it starts', async () => {
    await run(['--profile', '1'], startThen(interrupt));
    assert.match(host.log[0]!, /^\[WRN\] .*prof/);
  });

  it('leaves its pid and takes its ports file away', async () => {
    const pid = join(directory, 'x.pid');
    const ports = join(directory, 'nats-server_4883.ports');
    const look = startThen(() => {
      assert.equal(readFileSync(pid, 'utf8'), '4883');
      assert.equal(
        readFileSync(ports, 'utf8'),
        '{"nats":["nats://127.0.0.1:4333"],"monitoring":["http://127.0.0.1:8333"]}',
      );
      interrupt();
    });
    const argv = ['-a', '127.0.0.1', '-m', '-1', '-P', pid, '--ports_file_dir', directory];
    assert.equal(await run(argv, look), 0);
    assert.deepEqual([existsSync(pid), existsSync(ports)], [true, false]);
  });

  for (const flag of ['-P', '--ports_file_dir']) {
    it(`stops and fails when ${flag} cannot be written`, async () => {
      const argv = [flag, join(directory, 'no', 'x')];
      assert.equal(
        await run(
          argv,
          startThen(() => undefined),
        ),
        1,
      );
      assert.equal(server!.stops, 1);
      assert.match(host.log.at(-1)!, /^\[FTL\] .*: no such file or directory$/);
    });
  }
});

import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NatsxError } from '../../src/base/errors.ts';
import { runServerProgram, type StartServer } from '../../src/cli/server-program.ts';
import type { ServerSignal } from '../../src/cli/server-signals.ts';
import { serverUsage } from '../../src/cli/server-usage.ts';

/** A process that only remembers. */
class FakeProcess {
  readonly pid = 4883;
  readonly hasTerminal = false;
  out = '';
  err = '';
  readonly #answers = new Map<ServerSignal, () => void>();

  stdout(text: string): void {
    this.out += text;
  }

  stderr(text: string): void {
    this.err += text;
  }

  onSignal(signal: ServerSignal, answer: () => void): void {
    this.#answers.set(signal, answer);
  }

  kill(signal: ServerSignal): void {
    this.#answers.get(signal)!();
  }

  /** What the log says, without pid and time. */
  get log(): string[] {
    return this.err
      .split('\n')
      .filter((line) => line.startsWith('['))
      .map((line) => line.replace(/^\[4883\] (\S+ \S+ )?\[/, '['));
  }
}

describe('runServerProgram', () => {
  let host: FakeProcess;
  let stopped: number;
  let directory: string;

  /** Starts a server that is ready at once; `whenReady` runs while it serves. */
  const startThen =
    (whenReady: () => void): StartServer =>
    async ({ logger }) => {
      logger.notice('Server is ready');
      setImmediate(whenReady);
      return { port: 4333, monitorPort: 8333, stop };
    };
  const stop = async (): Promise<void> => {
    stopped++;
  };
  const neverStart: StartServer = () => assert.fail('the server was started');
  const interrupt = (): void => host.kill('SIGINT');

  beforeEach(() => {
    host = new FakeProcess();
    stopped = 0;
    directory = mkdtempSync(join(tmpdir(), 'natsx-server-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('tells its version', async () => {
    assert.equal(await runServerProgram(['-v'], host, neverStart), 0);
    assert.deepEqual([host.out, host.err], ['natsx-server: v0.1.0 (nats-server v2.12.0)\n', '']);
  });

  it('tells its usage', async () => {
    assert.equal(await runServerProgram(['-h'], host, neverStart), 0);
    assert.deepEqual([host.out, host.err], [serverUsage(), '']);
  });

  it('refuses a bad command line in one line and fails', async () => {
    assert.equal(await runServerProgram(['foo'], host, neverStart), 1);
    assert.deepEqual([host.out, host.err], ['', 'natsx-server: unrecognized command: "foo"\n']);
  });

  it('says everything it does not serve yet at once', async () => {
    assert.equal(await runServerProgram(['--tls', '-js'], host, neverStart), 1);
    assert.equal(
      host.err,
      'natsx-server: --tls is not served yet: connections would not be encrypted\n' +
        'natsx-server: --jetstream is not served yet: messages meant for streams would be lost\n',
    );
  });

  it('points to its usage when a flag is wrong', async () => {
    assert.equal(await runServerProgram(['--nope'], host, neverStart), 1);
    assert.deepEqual(
      [host.out, host.err],
      ['', 'natsx-server: flag provided but not defined: -nope\nSee natsx-server --help\n'],
    );
  });

  for (const [signal, name] of [
    ['SIGINT', 'interrupt'],
    ['SIGTERM', 'terminated'],
  ] as const) {
    it(`stops the server on ${signal} and succeeds`, async () => {
      assert.equal(
        await runServerProgram(
          [],
          host,
          startThen(() => host.kill(signal)),
        ),
        0,
      );
      assert.equal(stopped, 1);
      assert.deepEqual(host.log, ['[INF] Server is ready', `[INF] Trapped "${name}" signal`]);
    });
  }

  it('stops a server that gets the signal while it starts', async () => {
    const start: StartServer = async () => {
      interrupt();
      return { port: 1, stop };
    };
    assert.equal(await runServerProgram([], host, start), 0);
    assert.equal(stopped, 1);
  });

  it('is not disturbed by a second signal while it stops', async () => {
    const start: StartServer = async () => {
      setImmediate(interrupt);
      const stopAndListen = async (): Promise<void> => {
        stopped++;
        host.kill('SIGINT');
        host.kill('SIGTERM');
      };
      return { port: 1, stop: stopAndListen };
    };
    assert.equal(await runServerProgram([], host, start), 0);
    assert.equal(stopped, 1);
  });

  it('serves on after the other signals and says what became of them', async () => {
    const others = (): void => {
      host.kill('SIGHUP');
      host.kill('SIGUSR1');
      host.kill('SIGUSR2');
      assert.equal(stopped, 0);
      interrupt();
    };
    assert.equal(await runServerProgram(['-T=false'], host, startThen(others)), 0);
    assert.deepEqual(host.log, [
      '[INF] Server is ready',
      '[INF] Trapped "hangup" signal',
      '[ERR] Failed to reload server configuration: can only reload config when a file is provided using -c or --config',
      '[INF] Trapped "user defined signal 1" signal',
      '[INF] File log re-open ignored, not a file logger',
      '[INF] Trapped "user defined signal 2" signal',
      '[WRN] Lame duck mode is not served yet: the server goes on as before',
      '[INF] Trapped "interrupt" signal',
    ]);
  });

  it('writes the log to a file, and to a fresh one on SIGUSR1', async () => {
    const path = join(directory, 'x.log');
    const rotate = (): void => {
      renameSync(path, `${path}.1`);
      host.kill('SIGUSR1');
      interrupt();
    };
    assert.equal(await runServerProgram(['-l', path, '-T=false'], host, startThen(rotate)), 0);
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

  it('logs why the server could not start, and fails', async () => {
    const start: StartServer = async () => {
      throw new NatsxError('ERR_LISTEN', 'Error listening on port: x');
    };
    assert.equal(await runServerProgram([], host, start), 1);
    assert.deepEqual(host.log, ['[FTL] Error listening on port: x']);
  });

  it('does not hide a mistake of ours', async () => {
    const start: StartServer = async () => {
      throw new TypeError('x is not a function');
    };
    await assert.rejects(runServerProgram([], host, start), TypeError);
  });

  it('warns of what it does not serve yet, before it starts', async () => {
    await runServerProgram(['--profile', '1'], host, startThen(interrupt));
    assert.match(host.log[0]!, /^\[WRN\] --profile is not served yet: /);
  });

  it('leaves its pid and takes its ports file away', async () => {
    const pid = join(directory, 'x.pid');
    const ports = join(directory, 'nats-server_4883.ports');
    const look = (): void => {
      assert.equal(readFileSync(pid, 'utf8'), '4883');
      assert.equal(
        readFileSync(ports, 'utf8'),
        '{"nats":["nats://127.0.0.1:4333"],"monitoring":["http://127.0.0.1:8333"]}',
      );
      interrupt();
    };
    const argv = ['-a', '127.0.0.1', '-m', '-1', '-P', pid, '--ports_file_dir', directory];
    assert.equal(await runServerProgram(argv, host, startThen(look)), 0);
    assert.deepEqual([existsSync(pid), existsSync(ports)], [true, false]);
  });

  for (const flag of ['-P', '--ports_file_dir']) {
    it(`stops and fails when ${flag} cannot be written`, async () => {
      const argv = [flag, join(directory, 'no', 'x')];
      assert.equal(
        await runServerProgram(
          argv,
          host,
          startThen(() => undefined),
        ),
        1,
      );
      assert.equal(stopped, 1);
      assert.match(host.log.at(-1)!, /^\[FTL\] .*: no such file or directory$/);
    });
  }

  it('fails before it starts when the log cannot be written', async () => {
    const path = join(directory, 'no', 'x.log');
    assert.equal(await runServerProgram(['-l', path], host, neverStart), 1);
    assert.equal(
      host.err,
      `natsx-server: error opening file: open ${path}: no such file or directory\n`,
    );
  });
});

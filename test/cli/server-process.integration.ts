import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server as NetServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { natsxServer, type ServerProgram } from '../support/server-program.ts';

describe('natsx-server', () => {
  const programs: ServerProgram[] = [];
  let directory: string;
  const run = (...argv: string[]): ServerProgram => {
    const program = natsxServer(...argv);
    programs.push(program);
    return program;
  };
  /** On a free port of this machine only, without times in the log. */
  const serve = (...argv: string[]): ServerProgram =>
    run('-a', '127.0.0.1', '-p', '-1', '-T=false', ...argv);

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'natsx server ')); // A blank, because users have them.
  });
  afterEach(async () => {
    for (const program of programs.splice(0)) {
      program.kill('SIGKILL');
      await program.ended();
    }
    rmSync(directory, { recursive: true });
  });

  it('tells its version', async () => {
    const program = run('-v');
    assert.equal(await program.ended(), 0);
    assert.deepEqual(
      [program.out, program.err],
      ['natsx-server: v0.1.0 (nats-server v2.12.0)\n', ''],
    );
  });

  it('tells its usage', async () => {
    const program = run('-h');
    assert.equal(await program.ended(), 0);
    assert.match(program.out, /^\nUsage: natsx-server \[options\]\n/);
    assert.equal(program.err, '');
  });

  it('refuses a wrong flag', async () => {
    const program = run('-nope');
    assert.equal(await program.ended(), 1);
    assert.match(program.err, /^natsx-server: flag provided but not defined: -nope\n/);
    assert.equal(program.out, '');
  });

  for (const [signal, name] of [
    ['SIGINT', 'interrupt'],
    ['SIGTERM', 'terminated'],
  ] as const) {
    it(`serves until ${signal}, then frees its port and succeeds`, async () => {
      const program = serve('-n', 'N1');
      await program.says('Server is ready');
      const port = Number(/client connections on 127\.0\.0\.1:(\d+)/.exec(program.err)![1]);
      const client = connect(port, '127.0.0.1');
      const [info] = await new Promise<[Buffer]>((resolve) =>
        client.once('data', (data) => resolve([data])),
      );
      assert.match(info.toString(), /^INFO \{/);
      const closed = new Promise((resolve) => client.once('close', resolve));
      program.kill(signal);
      assert.equal(await program.ended(), 0);
      await closed;
      const id = /ID: +(\S+)/.exec(program.err)![1]!;
      assert.deepEqual(program.log, [
        '[INF] Starting nats-server',
        '[INF]   Version:  2.12.0',
        '[INF]   Git:      [not set]',
        '[INF]   Name:     N1',
        `[INF]   ID:       ${id}`,
        `[INF] Listening for client connections on 127.0.0.1:${port}`,
        '[INF] Server is ready',
        `[INF] Trapped "${name}" signal`,
        '[INF] Initiating Shutdown...',
        '[INF] Server Exiting..',
      ]);
      assert.ok(program.err.startsWith(`[${program.pid}] `));
      await assert.rejects(reach(port), { code: 'ECONNREFUSED' });
    });
  }

  it('serves on after SIGHUP and SIGUSR1', async () => {
    const program = serve();
    await program.says('Server is ready');
    program.kill('SIGHUP');
    await program.says('Failed to reload server configuration: ');
    program.kill('SIGUSR1');
    await program.says('File log re-open ignored, not a file logger');
    program.kill('SIGINT');
    assert.equal(await program.ended(), 0);
  });

  it('opens no debugger for a SIGUSR1 that comes while it starts', async function () {
    if (!existsSync('/proc/self/status')) return this.skip();
    const program = serve();
    await until(() => catchesSignals(program.pid));
    program.kill('SIGUSR1');
    await program.says('Trapped "user defined signal 1" signal');
    program.kill('SIGINT');
    assert.equal(await program.ended(), 0);
    assert.doesNotMatch(program.err, /Debugger/);
  });

  it('leaves at once on SIGUSR2 when it has no clients', async () => {
    const program = serve();
    await program.says('Server is ready');
    program.kill('SIGUSR2');
    assert.equal(await program.ended(), 0);
    assert.deepEqual(program.log.slice(-4), [
      '[INF] Trapped "user defined signal 2" signal',
      '[INF] Entering lame duck mode, stop accepting new clients',
      '[INF] Initiating Shutdown...',
      '[INF] Server Exiting..',
    ]);
  });

  it('sends itself a signal by its pid file', async () => {
    const pidFile = join(directory, 'x.pid');
    const program = serve('-P', pidFile);
    await until(() => existsSync(pidFile));
    const command = run('--signal', `quit=${pidFile}`);
    assert.equal(await command.ended(), 0);
    assert.equal(await program.ended(), 0);
    assert.deepEqual([command.out, command.err], ['', '']);
  });

  it('writes pid, ports and log files', async () => {
    const [pidFile, log] = [join(directory, 'x.pid'), join(directory, 'x.log')];
    const program = serve('-m', '-1', '-P', pidFile, '--ports_file_dir', directory, '-l', log);
    const ports = join(directory, `nats-server_${program.pid}.ports`);
    await until(() => existsSync(ports) && readFileSync(ports, 'utf8').endsWith('}'));
    assert.equal(readFileSync(pidFile, 'utf8'), String(program.pid));
    const text = readFileSync(ports, 'utf8');
    const [, client, monitor] =
      /^\{"nats":\["nats:\/\/127\.0\.0\.1:(\d+)"\],"monitoring":\["http:\/\/127\.0\.0\.1:(\d+)"\]\}$/.exec(
        text,
      ) ?? assert.fail(text);
    await reach(Number(client));
    const varz = (await (await fetch(`http://127.0.0.1:${monitor}/varz`)).json()) as object;
    assert.equal((varz as { port: number }).port, Number(client));
    renameSync(log, `${log}.1`);
    program.kill('SIGUSR1');
    await until(() => existsSync(log) && readFileSync(log, 'utf8').includes('File log re-opened'));
    program.kill('SIGINT');
    assert.equal(await program.ended(), 0);
    assert.deepEqual([existsSync(pidFile), existsSync(ports), program.err], [true, false, '']);
    assert.match(readFileSync(`${log}.1`, 'utf8'), /\[INF\] Server is ready\n/);
    assert.match(readFileSync(log, 'utf8'), /\[INF\] Server Exiting\.\.\n$/);
  });

  describe('that cannot serve', () => {
    let taken: NetServer;
    let port: number;
    before(async () => {
      taken = createServer();
      await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
      port = (taken.address() as AddressInfo).port;
    });
    after(() => void taken.close());

    const cases: [string, () => string[], () => string][] = [
      [
        'its port is in use',
        () => ['-p', String(port)],
        () =>
          `[FTL] Error listening on port: 127.0.0.1:${port}, "listen tcp 127.0.0.1:${port}: bind: address already in use"`,
      ],
      [
        'its monitoring port is in use',
        () => ['-m', String(port)],
        () =>
          `[FTL] Can't start monitoring: can't listen to the monitor port: listen tcp 127.0.0.1:${port}: bind: address already in use`,
      ],
      [
        'its host is not of this machine',
        () => ['-a', '192.0.2.1', '-p', '4'],
        () =>
          '[FTL] Error listening on port: 192.0.2.1:4, "listen tcp 192.0.2.1:4: bind: cannot assign requested address"',
      ],
      [
        'its pid file cannot be written',
        () => ['-P', join(directory, 'no', 'x.pid')],
        () =>
          `[FTL] Could not write pidfile: open ${join(directory, 'no', 'x.pid')}: no such file or directory`,
      ],
      [
        'its ports file cannot be written',
        () => ['--ports_file_dir', join(directory, 'no')],
        () => `[FTL] Error writing ports file (${join(directory, 'no', 'nats-server_')}`,
      ],
    ];
    for (const [what, argv, line] of cases) {
      it(`says that ${what}, once, and fails`, async () => {
        const program = serve(...argv());
        assert.equal(await program.ended(), 1);
        assert.equal(program.err.split(line()).length, 2, program.err);
        assert.equal(program.log.filter((text) => text.startsWith('[FTL]')).length, 1);
        assert.doesNotMatch(program.err, /^ +at /m); // No stack.
      });
    }

    it('says that its host is unknown, and fails', async () => {
      const program = serve('-a', 'nowhere.invalid');
      assert.equal(await program.ended(), 1);
      assert.match(
        program.err,
        /\[FTL\] Error listening on port: nowhere\.invalid:0, "listen tcp: lookup nowhere\.invalid: .+"\n$/,
      );
    });

    it('says that its log cannot be written, and nothing else', async () => {
      const path = join(directory, 'no', 'x.log');
      const program = serve('-l', path);
      assert.equal(await program.ended(), 1);
      assert.equal(
        program.err,
        `natsx-server: error opening file: open ${path}: no such file or directory\n`,
      );
    });
  });
});

/** Connects and hangs up; rejects if nobody listens. */
function reach(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve();
    }).on('error', reject);
  });
}

/** Whether a process catches SIGHUP: natsx-server catches all its signals at once, and Node this one not by itself. */
function catchesSignals(pid: number): boolean {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const [, caught] = /^SigCgt:\s*([0-9a-f]+)/m.exec(status)!;
  return (BigInt(`0x${caught}`) & 1n) === 1n;
}

/** Waits for what another process does to files, by looking again and again. */
async function until(isDone: () => boolean): Promise<void> {
  while (!isDone()) await new Promise((resolve) => setTimeout(resolve, 10));
}

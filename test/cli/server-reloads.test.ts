import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NatsxError } from '../../src/base/errors.ts';
import { ServerFiles } from '../../src/cli/server-files.ts';
import { ServerLog } from '../../src/cli/server-log.ts';
import { Reloads } from '../../src/cli/server-reloads.ts';
import type { LoadedOptions } from '../../src/server/options/load.ts';
import { completeOptions, type GivenServerOptions } from '../../src/server/options/options.ts';
import { FakeProcess, FakeServer } from '../support/program-host.ts';
import { turnEnd } from '../support/turn.ts';

describe('Reloads', () => {
  let directory: string;
  let host: FakeProcess;
  let server: FakeServer;
  let log: ServerLog;

  const optionsOf = (given: GivenServerOptions): LoadedOptions['options'] =>
    completeOptions({ logtime: false, ...given });
  const loaded = (given: GivenServerOptions, warnings: readonly string[] = []): LoadedOptions => {
    return { options: optionsOf(given), digest: undefined, fileWarnings: [], warnings };
  };
  const reloads = (
    load: (() => LoadedOptions) | undefined,
    before: GivenServerOptions = {},
  ): Reloads => {
    const files = new ServerFiles(host.pid, optionsOf(before), server, log);
    files.write();
    return new Reloads(load, server, log, files);
  };

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'natsx-reloads-'));
    host = new FakeProcess();
    log = await ServerLog.open(optionsOf({}), host);
    server = new FakeServer({ logger: log });
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('says that there is no file to read', async () => {
    reloads(undefined).request();
    await turnEnd();
    assert.deepEqual(host.log, [
      '[ERR] Failed to reload server configuration: can only reload config when a file is provided using -c or --config',
    ]);
  });

  it('tells who waits for it what became of it', async () => {
    let isWrong = true;
    const asked = reloads(() => {
      if (isWrong) throw new NatsxError('ERR_CONF', 'a.conf:1:1: nonsense');
      return loaded({});
    });
    await assert.rejects(asked.perform(), { code: 'ERR_CONF', message: 'a.conf:1:1: nonsense' });
    isWrong = false;
    await asked.perform();
    assert.equal(server.reloads.length, 1);
  });

  it('changes nothing when the file is wrong', async () => {
    const error = new NatsxError('ERR_CONF', 'a.conf:1:1: nonsense');
    reloads(() => {
      throw error;
    }).request();
    await turnEnd();
    assert.deepEqual(server.reloads, []);
    assert.deepEqual(host.log, [
      '[ERR] Failed to reload server configuration: a.conf:1:1: nonsense',
    ]);
  });

  it('moves the log and the files with the server, before that is announced', async () => {
    const [path, pidFile] = [join(directory, 'x.log'), join(directory, 'x.pid')];
    reloads(() =>
      loaded({ logFile: path, pidFile, portsFileDir: directory }, ['x: ignored']),
    ).request();
    while (!existsSync(path) || !readFileSync(path, 'utf8').includes('ignored')) await turnEnd();
    assert.equal(
      readFileSync(path, 'utf8'),
      '[4883] [INF] Reloaded server configuration\n[4883] [WRN] x: ignored\n',
    );
    assert.deepEqual(readdirSync(directory).sort(), ['nats-server_4883.ports', 'x.log', 'x.pid']);
    await log.close();
  });

  it('leaves log and files alone when the server refuses', async () => {
    server.refusal = new NatsxError('ERR_RELOAD', 'config reload not supported for Host');
    const before = { portsFileDir: directory };
    reloads(() => loaded({ logFile: join(directory, 'x.log') }), before).request();
    while (host.log.length === 0) await turnEnd();
    assert.deepEqual(host.log, [
      '[ERR] Failed to reload server configuration: config reload not supported for Host',
    ]);
    assert.ok(existsSync(join(directory, 'nats-server_4883.ports')));
  });

  it('does not even ask the server when the log cannot be opened', async () => {
    reloads(() => loaded({ logFile: join(directory, 'no', 'x.log') })).request();
    await turnEnd();
    assert.deepEqual(server.reloads, []);
    assert.match(
      host.log[0]!,
      /^\[ERR\] Failed to reload server configuration: error opening file: /,
    );
  });

  it('removes the ports file from the directory that it leaves', async () => {
    reloads(() => loaded({}), { portsFileDir: directory }).request();
    while (host.log.length === 0) await turnEnd();
    assert.deepEqual(readdirSync(directory), []);
  });

  it('says what it could not write, and goes on', async () => {
    reloads(() => loaded({ pidFile: join(directory, 'no', 'x.pid') })).request();
    while (host.log.length < 2) await turnEnd();
    assert.match(host.log[0]!, /^\[ERR\] Could not write pidfile: /);
    assert.equal(host.log[1], '[INF] Reloaded server configuration');
  });

  it('answers many requests with two reloads: the one that has begun, and one that sees all', async () => {
    let reads = 0;
    const many = reloads(() => {
      reads++;
      if (reads === 1) for (let i = 0; i < 100; i++) many.request();
      return loaded({});
    });
    many.request();
    while (host.log.length < 2) await turnEnd();
    await turnEnd();
    assert.deepEqual([reads, server.reloads.length], [2, 2]);
  });
});

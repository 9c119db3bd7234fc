import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { natsxServer, type ServerProgram } from '../support/server-program.ts';

const RELOADS = 100;

describe('natsx-server under load and a hundred reloads', () => {
  let directory: string;
  let program: ServerProgram;
  let clients: NatsConnection[];

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'natsx-storm-'));
    clients = [];
  });
  afterEach(async () => {
    for (const client of clients) await client.close();
    program.kill('SIGKILL');
    await program.ended();
    rmSync(directory, { recursive: true });
  });

  it('loses no connection and no answer, leaks nothing, and has files and ports right', async function () {
    this.timeout(60_000);
    const [conf, log] = [join(directory, 'x.conf'), join(directory, 'x.log')];
    const write = (reload: number): void => {
      const even = reload % 2 === 0;
      const pairs = {
        listen: '127.0.0.1:-1',
        http: '127.0.0.1:-1',
        log_file: log,
        log_size_limit: 20_000,
        debug: even,
        max_payload: 100_000 + reload,
        ping_interval: `"${30 + reload}s"`,
        pid_file: join(directory, even ? 'even.pid' : 'odd.pid'),
        ports_file_dir: directory,
      };
      const text = Object.entries(pairs).map(([key, value]) => `${key}: ${value}\n`);
      writeFileSync(conf, text.join(''));
    };
    write(0);
    program = natsxServer('-c', conf);
    const ports = join(directory, `nats-server_${program.pid}.ports`);
    await until(() => existsSync(ports));
    const { nats, monitoring } = JSON.parse(readFileSync(ports, 'utf8')) as Ports;
    const loads = await Promise.all(
      Array.from({ length: 10 }, (_, i) => startLoad(nats[0]!, `load.${i}`, clients)),
    );
    const before = openFiles(program.pid);
    for (let reload = 1; reload <= RELOADS; reload++) {
      write(reload);
      program.kill('SIGHUP');
      // All logs together, because rotations go on meanwhile.
      const line = `Reloaded: max_payload = ${100_000 + reload}\n`;
      await until(() => logs(directory).includes(line));
    }
    const answers = await Promise.all(loads.map((load) => load.stop()));
    assert.ok(answers.every((count) => count > 0));
    const varz = (await (await fetch(`${monitoring[0]}/varz`)).json()) as Record<string, unknown>;
    assert.deepEqual(
      [varz['connections'], varz['total_connections'], varz['max_payload']],
      [10, 10, 100_000 + RELOADS],
    );
    assert.deepEqual(
      clients.map(({ info }) => info!.max_payload),
      Array(10).fill(100_100),
    );
    assert.deepEqual(JSON.parse(readFileSync(ports, 'utf8')), { nats, monitoring });
    for (const name of ['even.pid', 'odd.pid']) {
      assert.equal(readFileSync(join(directory, name), 'utf8'), String(program.pid));
    }
    // The pool of the monitoring client is the only thing that may have come.
    const after = openFiles(program.pid);
    assert.ok(after === undefined || after <= before! + 2, `${before} files open, then ${after}`);
    assert.doesNotMatch(logs(directory), /\[(ERR|WRN|FTL)\]/);
    program.kill('SIGTERM');
    assert.equal(await program.ended(), 0);
    assert.ok(!existsSync(ports));
    assert.equal(program.err, '');
  });
});

interface Ports {
  readonly nats: readonly string[];
  readonly monitoring: readonly string[];
}

/** A client that asks itself, one request after the other; `stop` says how many were answered. */
async function startLoad(
  url: string,
  subject: string,
  clients: NatsConnection[],
): Promise<{ stop(): Promise<number> }> {
  const client = await connect({ servers: url, reconnect: false });
  clients.push(client);
  client.subscribe(subject, { callback: (_, message) => void message.respond(message.data) });
  const state = { isStopped: false };
  const running = (async () => {
    let answers = 0;
    while (!state.isStopped) {
      const reply = await client.request(subject, String(answers), { timeout: 10_000 });
      assert.equal(reply.string(), String(answers));
      answers++;
    }
    return answers;
  })();
  return {
    stop: () => {
      state.isStopped = true;
      return running;
    },
  };
}

/** Everything that was logged, in whatever file it is by now. */
function logs(directory: string): string {
  const names = readdirSync(directory).filter((name) => name.startsWith('x.log'));
  return names.map((name) => readFileSync(join(directory, name), 'utf8')).join('');
}

/** How many files a process has open; undefined where nobody tells. */
function openFiles(pid: number): number | undefined {
  const path = `/proc/${pid}/fd`;
  return existsSync(path) ? readdirSync(path).length : undefined;
}

/** Waits for what another process does to files, by looking again and again. */
async function until(isDone: () => boolean): Promise<void> {
  while (!isDone()) await new Promise((resolve) => setTimeout(resolve, 5));
}

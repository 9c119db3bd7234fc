import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { SyslogLogger } from '../../src/base/syslog.ts';

const TIME = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)`;
const SHORT_TIME = String.raw`[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d`;

describe('SyslogLogger', () => {
  let failures: string[];
  let directory: string;

  beforeEach(() => {
    failures = [];
    directory = mkdtempSync(join(tmpdir(), 'natsx-syslog-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const open = (address: string | undefined, { debug = false } = {}): Promise<SyslogLogger> =>
    SyslogLogger.open({
      address,
      tag: 'natsx-server',
      pid: 4883,
      debug,
      trace: false,
      onFailure: (text) => failures.push(text),
    });

  it('sends each line in a datagram', async () => {
    const socket = createSocket('udp4');
    const got: string[] = [];
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    const all = new Promise<void>((resolve) =>
      socket.on('message', (message) => {
        if (got.push(message.toString()) === 5) resolve();
      }),
    );
    const log = await open(`udp://127.0.0.1:${socket.address().port}`, { debug: true });
    log.notice('one');
    log.warn('two');
    log.error('three');
    log.fatal('four');
    log.trace('not asked for');
    log.debug('five');
    await all;
    await log.close();
    socket.close();
    // Facility 0, because nats-server names none.
    const expected = ['<5> one', '<4> two', '<3> three', '<2> four', '<7> five'];
    got.sort((a, b) => order(a, expected) - order(b, expected));
    expected.forEach((line, at) => {
      const [priority, text] = line.split(' ');
      const form = `^${priority}${TIME} ${hostname()} natsx-server\\[4883\\]: ${text}\n$`;
      assert.match(got[at]!, new RegExp(form));
    });
  });

  it('rejects when its host is not found, by whatever way', async () => {
    for (const protocol of ['udp', 'tcp']) {
      await assert.rejects(open(`${protocol}://nowhere.invalid:514`), {
        code: 'ERR_SYSLOG',
        message:
          /^error connecting to syslog: "(no such host|temporary failure in name resolution)"$/,
      });
    }
  });

  it('says once that nobody takes datagrams', async () => {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    const { port } = socket.address();
    await new Promise<void>((resolve) => socket.close(resolve));
    const log = await open(`udp://127.0.0.1:${port}`);
    // The refusal of one shows at the next.
    while (failures.length === 0) {
      log.notice('x');
      await new Promise((resolve) => setImmediate(resolve));
    }
    log.notice('x');
    await log.close();
    assert.deepEqual(failures, ['log lines are lost: syslog: connection refused']);
  });

  it('sends lines over TCP, and connects anew when the syslog was restarted', async function () {
    const syslog = await Collector.listen({ host: '127.0.0.1', port: 0 });
    const log = await open(`tcp://127.0.0.1:${syslog.port}`);
    log.notice('before');
    await syslog.has('before\n');
    const { port } = syslog;
    await syslog.close();
    const again = await Collector.listen({ host: '127.0.0.1', port });
    // Until the retry is due, lines are lost.
    const timer = setInterval(() => log.notice('after'), 20);
    await again.has('after\n');
    clearInterval(timer);
    await log.close();
    await again.close();
    const form = `^<5>${TIME} ${hostname()} natsx-server\\[4883\\]: before\n`;
    assert.match(syslog.text, new RegExp(form));
  });

  it('sends all before it closes', async () => {
    const syslog = await Collector.listen({ host: '127.0.0.1', port: 0 });
    const log = await open(`tcp://127.0.0.1:${syslog.port}`);
    for (let i = 0; i < 1_000; i++) log.notice(`line ${i}.`);
    await log.close();
    await syslog.has('line 999.\n');
    await syslog.close();
    assert.equal(syslog.text.split('\n').length, 1_001);
  });

  it('names no host to the syslog of its machine', async () => {
    const path = join(directory, 'stream');
    const syslog = await Collector.listen({ path });
    const log = await open(`unix://${path}`);
    log.error('here');
    await syslog.has('here\n');
    await log.close();
    await syslog.close();
    assert.match(syslog.text, new RegExp(`^<3>${SHORT_TIME} natsx-server\\[4883\\]: here\n$`));
  });

  it('has the command logger send to a datagram socket', async function () {
    const missing = ['logger', 'python3'].find((name) => spawnSync(name, ['--version']).error);
    if (missing !== undefined) {
      console.warn(`      skipped: no ${missing} on this machine`);
      return this.skip();
    }
    const path = join(directory, 'datagrams');
    const syslog = await DatagramReader.open(path);
    const log = await open(`unix://${path}`);
    log.warn('through logger');
    log.notice('the last line');
    await log.close();
    await syslog.has('the last line');
    syslog.close();
    // The kernel's facility is not for programs, finds logger: it says user instead.
    const form = `^<12>${SHORT_TIME} natsx-server\\[4883\\]: through logger`;
    assert.match(syslog.text.trimStart(), new RegExp(form));
    assert.deepEqual(failures, []);
  });
});

function order(line: string, expected: readonly string[]): number {
  return expected.findIndex((each) => line.startsWith(each.split(' ')[0]!));
}

/** A syslog that keeps what it gets. */
class Collector {
  text = '';
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #look = (): void => undefined;

  static async listen(
    place: { host: string; port: number } | { path: string },
  ): Promise<Collector> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(place, resolve));
    return new Collector(server);
  }

  private constructor(server: Server) {
    this.#server = server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('data', (chunk: Buffer) => {
        this.text += chunk.toString();
        this.#look();
      });
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async has(text: string): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#look = () => {
        if (this.text.includes(text)) resolve();
      };
      this.#look();
    });
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** A syslog that takes Unix datagrams, which Node can't. */
class DatagramReader {
  text = '';
  readonly #child: ChildProcess;

  static async open(path: string): Promise<DatagramReader> {
    const program = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print("ready", flush=True)
while True: print(s.recv(65536).decode(), flush=True)`;
    const child = spawn('python3', ['-c', program, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    return new DatagramReader(child);
  }

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.stdout!.on('data', (chunk: Buffer) => (this.text += chunk.toString()));
  }

  async has(text: string): Promise<void> {
    while (!this.text.includes(text)) {
      await new Promise((resolve) => this.#child.stdout!.once('data', resolve));
    }
  }

  close(): void {
    this.#child.kill('SIGKILL');
  }
}

/**
 * How lines get to a syslog: by UDP, by a stream (TCP or a Unix socket), or through the `logger` command. The last is for
 * Unix datagrams, which /dev/log takes on most machines and Node can't send. None of them holds up who writes; what a
 * syslog does not take is lost, and that is said once an outage.
 */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { createSocket, type Socket as DatagramSocket } from 'node:dgram';
import { statSync } from 'node:fs';
import { connect, isIPv6, type NetConnectOpts, type Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { NatsxError } from './errors.ts';
import { systemErrorText } from './system-error.ts';

export interface SyslogWay {
  /** Whether the syslog is this machine's: its lines name no host. */
  readonly isLocal: boolean;
  /** Whether it puts time and tag before the text itself. */
  readonly stamps: boolean;
  /** One line, its end included. */
  send(line: string): void;
  /** Resolves when all is gone, or won't go. */
  close(): Promise<void>;
}

/** What the ways need to know of SyslogOptions. */
interface WayOptions {
  readonly address: string | undefined;
  readonly tag: string;
  readonly pid: number;
  readonly onFailure: (text: string) => void;
}

/** Where a machine's syslog listens (Go, log/syslog/syslog_unix.go). */
const LOCAL_SOCKETS = ['/dev/log', '/var/run/syslog', '/var/run/log'];
const SYSLOG_PORT = 514;
/** Characters that may wait for a syslog. */
const MOST_WAITING = 1024 * 1024;
const RETRY_MS = 1_000;
const CLOSE_MS = 1_000;

/** Rejects with NatsxError ERR_SYSLOG. */
export async function openSyslogWay(options: WayOptions): Promise<SyslogWay> {
  const { address } = options;
  if (address === undefined) return openLocal(options);
  if (!URL.canParse(address)) throw failure(`cannot read the address ${JSON.stringify(address)}`);
  const { protocol, hostname, port, pathname } = new URL(address);
  const place = {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? SYSLOG_PORT : Number(port),
  };
  switch (protocol) {
    case 'udp:':
      return Datagrams.open(place, options);
    case 'tcp:':
      return Stream.open(place, false, options);
    case 'unix:':
      return openUnix(pathname, options);
    default: // The text is nats-server's.
      throw failure(`error invalid network type: ${JSON.stringify(protocol.slice(0, -1))}`);
  }
}

function openLocal(options: WayOptions): Promise<SyslogWay> {
  const path = LOCAL_SOCKETS.find((each) => isSocket(each));
  if (path === undefined) throw unreachable(new Error('Unix syslog delivery error'));
  return openUnix(path, options);
}

async function openUnix(path: string, options: WayOptions): Promise<SyslogWay> {
  try {
    return await Stream.open({ path }, true, options);
  } catch (error) {
    const { code } = (error as NatsxError).cause as NodeJS.ErrnoException;
    if (code !== 'EPROTOTYPE') throw error;
    return LoggerCommand.open(path, options);
  }
}

function isSocket(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isSocket() ?? false;
}

class Datagrams implements SyslogWay {
  readonly isLocal = false;
  readonly stamps = false;
  readonly #socket: DatagramSocket;
  readonly #outages: Outages;
  #pending = 0;
  #whenSent: (() => void) | undefined;

  static async open(
    place: { host: string; port: number },
    options: WayOptions,
  ): Promise<Datagrams> {
    const socket = createSocket({ type: isIPv6(place.host) ? 'udp6' : 'udp4' });
    await new Promise<void>((resolve, reject) => {
      socket.once('error', (error) => {
        socket.close(); // It would keep the process.
        reject(unreachable(error));
      });
      // No callback: it would be told of a name that is not found in the place of 'error'.
      socket.once('connect', resolve).connect(place.port, place.host);
    });
    socket.removeAllListeners('error');
    return new Datagrams(socket, options);
  }

  private constructor(socket: DatagramSocket, { onFailure }: WayOptions) {
    this.#socket = socket;
    this.#outages = new Outages(onFailure);
    // Nobody listens on the port, say: the next line may find somebody.
    socket.on('error', (error) => this.#outages.lost(error));
    socket.unref();
  }

  send(line: string): void {
    this.#pending++;
    this.#socket.send(line, (error) => {
      if (error === null) this.#outages.over();
      else this.#outages.lost(error);
      if (--this.#pending === 0) this.#whenSent?.();
    });
  }

  async close(): Promise<void> {
    if (this.#pending > 0) await new Promise<void>((resolve) => (this.#whenSent = resolve));
    this.#socket.close();
  }
}

class Stream implements SyslogWay {
  readonly isLocal: boolean;
  readonly stamps = false;
  readonly #place: NetConnectOpts;
  readonly #outages: Outages;
  #socket: Socket | undefined;
  #lastTry = 0;

  static async open(place: NetConnectOpts, isLocal: boolean, options: WayOptions): Promise<Stream> {
    const socket = connect(place);
    await new Promise<void>((resolve, reject) => {
      socket.once('error', (error) => reject(unreachable(error)));
      socket.once('connect', resolve);
    });
    socket.removeAllListeners('error');
    return new Stream(socket, place, isLocal, options);
  }

  private constructor(
    socket: Socket,
    place: NetConnectOpts,
    isLocal: boolean,
    { onFailure }: WayOptions,
  ) {
    this.isLocal = isLocal;
    this.#place = place;
    this.#outages = new Outages(onFailure);
    this.#use(socket);
  }

  send(line: string): void {
    if (this.#socket === undefined && Date.now() - this.#lastTry > RETRY_MS) {
      this.#lastTry = Date.now();
      this.#use(connect(this.#place));
    }
    if (this.#socket === undefined) return;
    if (this.#socket.writableLength > MOST_WAITING) {
      this.#outages.lost(new Error('it does not keep up'));
    } else this.#socket.write(line);
  }

  async close(): Promise<void> {
    const socket = this.#socket;
    if (socket === undefined) return;
    socket.ref();
    await within(CLOSE_MS, (done) => void socket.end(done).once('close', done));
    socket.destroy();
  }

  #use(socket: Socket): void {
    this.#socket = socket;
    socket
      .on('connect', () => this.#outages.over())
      .on('error', (error) => this.#outages.lost(error))
      .on('close', () => (this.#socket = undefined))
      .resume()
      .unref();
  }
}

/** util-linux's `logger`, which reads lines with their priority from its standard input. */
class LoggerCommand implements SyslogWay {
  readonly isLocal = true;
  readonly stamps = true;
  readonly #argv: readonly string[];
  readonly #outages: Outages;
  #child: ChildProcessByStdio<Writable, null, null> | undefined;
  #lastTry = 0;

  static async open(path: string, options: WayOptions): Promise<LoggerCommand> {
    const way = new LoggerCommand(path, options);
    const child = way.#run();
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', (error) => {
        const text = `${path} takes datagrams, which need the command logger`;
        reject(failure(`${text}: ${systemErrorText(error)}`, error));
      });
    });
    return way;
  }

  private constructor(path: string, { tag, pid, onFailure }: WayOptions) {
    this.#argv = [
      ...['--socket', path, '--socket-errors=on', '--prio-prefix', '--size', '64KiB'],
      ...['--tag', tag, `--id=${pid}`],
    ];
    this.#outages = new Outages(onFailure);
  }

  send(line: string): void {
    if (this.#child === undefined && Date.now() - this.#lastTry > RETRY_MS) this.#run();
    if (this.#child === undefined) return;
    if (this.#child.stdin.writableLength > MOST_WAITING) {
      this.#outages.lost(new Error('it does not keep up'));
    } else this.#child.stdin.write(line);
  }

  async close(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    child.ref();
    await within(CLOSE_MS, (done) => {
      child.once('close', done);
      child.stdin.end();
    });
    child.kill();
  }

  #run(): ChildProcessByStdio<Writable, null, null> {
    this.#lastTry = Date.now();
    const child = spawn('logger', this.#argv, {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true, // A Ctrl-C is not for it: the last lines come after.
    });
    this.#child = child;
    child.unref();
    child.on('error', (error) => this.#outages.lost(error));
    child.on('close', (code) => {
      this.#child = undefined;
      if (code !== 0) this.#outages.lost(new Error(`logger ended with ${code}`));
    });
    child.stdin.on('error', () => undefined); // It ended: its 'close' says so.
    return child;
  }
}

/** Says once what a whole outage is about. */
class Outages {
  readonly #onFailure: (text: string) => void;
  #isOut = false;

  constructor(onFailure: (text: string) => void) {
    this.#onFailure = onFailure;
  }

  lost(error: Error): void {
    if (!this.#isOut) this.#onFailure(`log lines are lost: syslog: ${systemErrorText(error)}`);
    this.#isOut = true;
  }

  over(): void {
    this.#isOut = false;
  }
}

/** Waits for `begin` to call back, but not for long. */
function within(ms: number, begin: (done: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    begin(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function unreachable(error: Error): NatsxError {
  return failure(`error connecting to syslog: ${JSON.stringify(systemErrorText(error))}`, error);
}

function failure(text: string, cause?: unknown): NatsxError {
  return new NatsxError('ERR_SYSLOG', text, { cause });
}

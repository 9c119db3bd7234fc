// A NATS client that knows no NATS: it sends the bytes a test writes and compares the bytes that come back.
//
//   const client = await RawClient.connect(server.port);           // INFO was read: client.info
//   client.send('CONNECT {"verbose":false}\r\nSUB foo 1\r\nPUB foo 2\r\nhi\r\n');
//   await client.expect('MSG foo 1 2\r\nhi\r\n');                  // exactly these bytes come next
//   assert.equal(await client.settle(), '');                       // nothing else came: all we sent was worked off
//   client.send('FOO\r\n');
//   await client.expectClosed("-ERR 'Unknown Protocol Operation'\r\n");
//   await client.close();
//
// Text is latin1, one character a byte; give a Buffer where UTF-8 is meant. A PING of the server's own (2 s after the
// start) is answered and left out, so that it cannot disturb a test; `answerPings: false` leaves it in. Every wait ends
// by a condition, or fails after `waitMs` saying what was expected and what had come.
import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { splitFrames } from './server-frames.ts';

export interface RawClientOptions {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** How long a wait may take before it fails, in milliseconds; default 5000. */
  readonly waitMs?: number;
  /** Answer the server's PINGs and leave them out of what is read; default true. */
  readonly answerPings?: boolean;
  /** Leave the first INFO among what is read instead of taking it as `info`; default false. */
  readonly keepInfo?: boolean;
  /** Start TLS before INFO. */
  readonly tls?: ConnectionOptions;
}

/** What a server says of itself in INFO: wire names, not typed further. */
export type Info = Readonly<Record<string, unknown>>;

export class RawClient {
  /** Settles when the connection has ended, whoever ended it. */
  readonly closed: Promise<void>;

  #socket: Socket;
  readonly #waitMs: number;
  readonly #answerPings: boolean;
  #info: Info = {};
  #incomplete: Buffer = Buffer.alloc(0);
  /** Whole frames that came and were not read by the test yet. */
  #frames: string[] = [];
  #isClosed = false;
  #checkWaiter: () => void = () => undefined;

  /** Connects and reads the first INFO, or, where the server refuses, what it sent instead. */
  static async connect(port: number, options: RawClientOptions = {}): Promise<RawClient> {
    const host = options.host ?? '127.0.0.1';
    const client = new RawClient(connect({ port, host, noDelay: true }), options);
    if (options.tls !== undefined) await client.startTls(options.tls);
    await client.#until(() => client.#frames.length > 0 || client.#isClosed, 'INFO');
    if (options.keepInfo !== true && client.#frames[0]?.startsWith('INFO ') === true) {
      client.#info = parseInfo(client.#frames.shift()!);
    }
    return client;
  }

  /** Speaks over a connection that the other side opened. */
  static over(socket: Socket, options: Omit<RawClientOptions, 'host' | 'tls'> = {}): RawClient {
    return new RawClient(socket, options);
  }

  private constructor(socket: Socket, options: RawClientOptions) {
    this.#waitMs = options.waitMs ?? 5000;
    this.#answerPings = options.answerPings ?? true;
    this.#socket = socket;
    if (options.tls === undefined) this.#socket.on('data', this.#take);
    // A reset by the server is an end like any other here; 'close' follows.
    this.#socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      this.#socket.once('close', () => {
        this.#isClosed = true;
        if (this.#incomplete.length > 0) this.#frames.push(this.#incomplete.toString('latin1'));
        this.#incomplete = Buffer.alloc(0);
        this.#checkWaiter();
        resolve();
      });
    });
  }

  /** The first INFO; empty if the server sent something else. */
  get info(): Info {
    return this.#info;
  }

  /** Whether the connection has ended, by whichever side. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** What came and was not read yet: whole frames, the rest too once the connection has ended. */
  get unread(): string {
    return this.#frames.join('');
  }

  /** Sends bytes as they are; a string is latin1. */
  send(bytes: string | Uint8Array): void {
    this.#socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  }

  /**
   * Reads what comes next. Text must come exactly; a regular expression must match from the first unread byte on, and
   * what it matched is read. Gives back what was read.
   */
  async expect(expected: string | RegExp): Promise<string> {
    if (expected instanceof RegExp) return this.#expectMatch(expected);
    await this.#until(() => {
      const unread = this.unread;
      return !expected.startsWith(unread) || unread.length >= expected.length || this.#isClosed;
    }, JSON.stringify(expected));
    assert.equal(this.unread.slice(0, expected.length), expected, this.#story(expected));
    this.#drop(expected.length);
    return expected;
  }

  /** Reads one more INFO, as servers send when something changed. */
  async expectInfo(): Promise<Info> {
    return parseInfo(await this.expect(/INFO \{.*\} \r\n/));
  }

  /**
   * Sends PING and reads everything up to its PONG: what was sent before has then been worked off, and what it caused
   * on this connection is in the text given back (without the PONG). Read the PONGs of your own PINGs first. Fails if
   * the connection ends instead.
   */
  async settle(): Promise<string> {
    this.send('PING\r\n');
    await this.#until(() => this.#frames.includes('PONG\r\n') || this.#isClosed, 'PONG');
    const pong = this.#frames.indexOf('PONG\r\n');
    assert.notEqual(
      pong,
      -1,
      `the server closed the connection; unread: ${JSON.stringify(this.unread)}`,
    );
    const before = this.#frames.slice(0, pong).join('');
    this.#frames = this.#frames.slice(pong + 1);
    return before;
  }

  /** Waits until `isThere` holds for the unread frames, without reading them; with `orClosed` the end will do too. */
  async waitFor(
    isThere: (frames: readonly string[]) => boolean,
    what: string,
    { orClosed = false } = {},
  ): Promise<void> {
    await this.#until(() => isThere(this.#frames) || this.#isClosed, what);
    assert.ok(orClosed || isThere(this.#frames), this.#story(what));
  }

  /** Waits for the server to end the connection; all that came before must be `last`. */
  async expectClosed(last = ''): Promise<void> {
    await this.#until(
      () => this.#isClosed,
      `the end of the connection after ${JSON.stringify(last)}`,
    );
    assert.equal(this.unread, last, this.#story(last));
    this.#frames = [];
  }

  /** Encrypts from here on; rejects if the handshake fails. A server may still find fault with the certificate. */
  async startTls(options: ConnectionOptions): Promise<TLSSocket> {
    const plain = this.#socket;
    plain.off('data', this.#take);
    const socket = connectTls({ servername: 'localhost', ...options, socket: plain });
    await new Promise<void>((resolve, reject) => {
      socket.once('secureConnect', resolve);
      socket.once('error', reject);
      socket.once('close', () => reject(new Error('the server closed during the handshake')));
    });
    socket.on('error', () => undefined);
    socket.on('data', this.#take);
    this.#socket = socket;
    return socket;
  }

  /** Reads all whole frames that are there. */
  takeFrames(): string[] {
    const frames = this.#frames;
    this.#frames = [];
    return frames;
  }

  /** Ends our side as a client does that leaves, and waits until the server has ended its own. */
  async close(): Promise<void> {
    this.#socket.end();
    await this.#until(() => this.#isClosed, 'the end of the connection, ours being closed');
  }

  /** Cuts the connection without a word, as a crash does. */
  destroy(): void {
    this.#socket.destroy();
  }

  /** Stops reading from the socket, as a slow consumer does. */
  pause(): void {
    this.#socket.pause();
  }

  /** Reads again after `pause()`. */
  resume(): void {
    this.#socket.resume();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  readonly #take = (bytes: Buffer): void => {
    const { frames, rest } = splitFrames(Buffer.concat([this.#incomplete, bytes]));
    this.#incomplete = rest;
    for (const frame of frames) {
      if (frame === 'PING\r\n' && this.#answerPings) this.#socket.write('PONG\r\n');
      else this.#frames.push(frame);
    }
    this.#checkWaiter();
  };

  async #expectMatch(expected: RegExp): Promise<string> {
    const match = () => {
      const found = expected.exec(this.unread);
      return found?.index === 0 ? found[0] : undefined;
    };
    await this.#until(() => match() !== undefined || this.#isClosed, String(expected));
    const text = match();
    assert.ok(text !== undefined, this.#story(String(expected)));
    this.#drop(text.length);
    return text;
  }

  /** Removes the first `length` characters of what is unread. */
  #drop(length: number): void {
    let left = length;
    while (left > 0) {
      const frame = this.#frames[0]!;
      if (frame.length > left) this.#frames[0] = frame.slice(left);
      else this.#frames.shift();
      left -= frame.length;
    }
  }

  /** Settles once `isDone`, which is asked whenever something came or the connection ended. */
  #until(isDone: () => boolean, what: string): Promise<void> {
    if (isDone()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const tooLong = setTimeout(() => {
        this.#checkWaiter = () => undefined;
        const message = `waited ${this.#waitMs} ms for ${what}; unread: ${JSON.stringify(this.unread)}`;
        reject(new assert.AssertionError({ message }));
      }, this.#waitMs);
      this.#checkWaiter = () => {
        if (!isDone()) return;
        clearTimeout(tooLong);
        this.#checkWaiter = () => undefined;
        resolve();
      };
    });
  }

  #story(expected: string): string {
    const end = this.#isClosed ? ', and the connection is closed' : '';
    return `expected ${JSON.stringify(expected)}, came ${JSON.stringify(this.unread)}${end}`;
  }
}

function parseInfo(frame: string): Info {
  // A cast: the caller saw that the line is INFO with an object.
  return JSON.parse(Buffer.from(frame.slice('INFO '.length), 'latin1').toString('utf8')) as Info;
}

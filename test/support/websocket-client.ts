// A WebSocket client that a test steers byte by byte: it sends an HTTP request of the test's, then frames.
//
//   const client = await WebSocketClient.connect(port);            // client.status, client.headers: the answer
//   client.send('CONNECT {}\r\nPING\r\n');                         // one masked binary frame
//   await client.until(/PONG/);                                    // the payloads of all messages so far
//   await client.closed; client.closeFrame                         // { status, reason }
import { connect, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { constants, inflateRawSync } from 'node:zlib';
import { clientFrame, type ClientFrame } from './websocket-frames.ts';

export interface WebSocketClientOptions {
  readonly path?: string;
  readonly method?: string;
  /** Added to what a websocket client sends, or in its place; undefined leaves one out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly tls?: ConnectionOptions;
}

/** A frame as it came. */
export interface ServerFrame {
  readonly opcode: number;
  readonly isFinal: boolean;
  readonly isCompressed: boolean;
  readonly payload: Buffer;
}

export class WebSocketClient {
  /** Settles when the connection has ended, whoever ended it. */
  readonly closed: Promise<void>;
  readonly frames: ServerFrame[] = [];
  #socket: Socket;
  #input: Buffer = Buffer.alloc(0);
  #head = '';
  /** The payloads of all messages, inflated. */
  text = '';
  #parts: Buffer[] = [];
  #isCompressed = false;
  #isClosed = false;
  #check: () => void = () => undefined;

  /** Connects, sends the request and reads the head of the answer. */
  static async connect(
    port: number,
    options: WebSocketClientOptions = {},
  ): Promise<WebSocketClient> {
    const client = new WebSocketClient(port, options);
    client.write(requestOf(port, options));
    await client.#until(() => client.#head !== '' || client.#isClosed);
    return client;
  }

  private constructor(port: number, { tls }: WebSocketClientOptions) {
    this.#socket =
      tls === undefined
        ? connect(port, '127.0.0.1')
        : connectTls({ port, host: '127.0.0.1', servername: 'localhost', ...tls });
    this.#socket.on('data', (bytes: Buffer) => this.#take(bytes));
    // A reset by the server is an end like any other here; 'close' follows.
    this.#socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      this.#socket.once('close', () => {
        this.#isClosed = true;
        this.#check();
        resolve();
      });
    });
  }

  get status(): number {
    return Number(this.#head.split(' ')[1]);
  }

  /** The answer: its first line and its headers, in order. */
  get answer(): string[] {
    return this.#head.split('\r\n');
  }

  /** What followed the head of an answer that is no upgrade. */
  get body(): string {
    return this.#input.toString('latin1');
  }

  get closeFrame(): { status: number | undefined; reason: string } | undefined {
    const frame = this.frames.find(({ opcode }) => opcode === 8);
    if (frame === undefined) return undefined;
    const { payload } = frame;
    return {
      status: payload.length < 2 ? undefined : payload.readUInt16BE(0),
      reason: payload.toString('utf8', 2),
    };
  }

  /** Sends one masked binary frame. */
  send(payload: string): void {
    this.sendFrame({ opcode: 2, payload });
  }

  sendFrame(frame: ClientFrame): void {
    this.write(clientFrame(frame));
  }

  write(bytes: string | Uint8Array): void {
    this.#socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  }

  /** Waits for `text` to match; fails if the connection ends before. */
  async until(pattern: RegExp): Promise<void> {
    await this.#until(() => pattern.test(this.text) || this.#isClosed);
    if (!pattern.test(this.text)) throw new Error(`closed before ${pattern}: ${this.text}`);
  }

  /** Waits for `text` to end with `end`, or a PING after it: quicker than a pattern where there is much of it. */
  async untilEnd(end: string): Promise<void> {
    const isThere = (): boolean => this.text.endsWith(end) || this.text.endsWith(`${end}PING\r\n`);
    await this.#until(() => isThere() || this.#isClosed);
    if (!isThere()) throw new Error(`closed before ${JSON.stringify(end)}`);
  }

  /** Waits for as much of the body as the head announced. */
  async untilBody(): Promise<void> {
    const length = Number(/^content-length: (\d+)/im.exec(this.#head)?.[1] ?? 0);
    await this.#until(() => this.#input.length >= length || this.#isClosed);
  }

  /** Waits for a close frame, or for the end of the connection without one. */
  async untilLeft(): Promise<void> {
    await this.#until(() => this.closeFrame !== undefined || this.#isClosed);
  }

  async untilFrame(opcode: number): Promise<ServerFrame> {
    const find = () => this.frames.find((frame) => frame.opcode === opcode);
    await this.#until(() => find() !== undefined || this.#isClosed);
    const frame = find();
    if (frame === undefined) throw new Error(`closed before a frame with opcode ${opcode}`);
    return frame;
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** Ends our side without a close frame. */
  endInput(): void {
    this.#socket.end();
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  #take(bytes: Buffer): void {
    this.#input = this.#input.length === 0 ? bytes : Buffer.concat([this.#input, bytes]);
    if (this.#head === '') {
      const end = this.#input.indexOf('\r\n\r\n');
      if (end < 0) return;
      this.#head = this.#input.toString('latin1', 0, end);
      this.#input = this.#input.subarray(end + 4);
    }
    if (this.status === 101) while (this.#takeFrame());
    this.#check();
  }

  #takeFrame(): boolean {
    const input = this.#input;
    if (input.length < 2) return false;
    const short = input[1]! & 0x7f;
    const start = short === 126 ? 4 : short === 127 ? 10 : 2;
    if (input.length < start) return false;
    const size =
      short === 126
        ? input.readUInt16BE(2)
        : short === 127
          ? Number(input.readBigUInt64BE(2))
          : short;
    if (input.length < start + size) return false;
    const first = input[0]!;
    this.#input = input.subarray(start + size);
    this.#note({
      opcode: first & 0x0f,
      isFinal: (first & 0x80) !== 0,
      isCompressed: (first & 0x40) !== 0,
      payload: input.subarray(start, start + size),
    });
    return true;
  }

  #note(frame: ServerFrame): void {
    this.frames.push(frame);
    if (frame.opcode >= 8) return;
    if (frame.opcode !== 0) this.#isCompressed = frame.isCompressed;
    this.#parts.push(frame.payload);
    if (!frame.isFinal) return;
    const message = Buffer.concat(this.#parts);
    this.#parts = [];
    this.text += (this.#isCompressed ? inflate(message) : message).toString('latin1');
  }

  async #until(isThere: () => boolean): Promise<void> {
    if (isThere()) return;
    await new Promise<void>((resolve) => {
      this.#check = () => {
        if (isThere()) resolve();
      };
    });
  }
}

/** The request of a websocket client, as text. */
export function requestOf(port: number, options: WebSocketClientOptions = {}): string {
  const { path = '/', method = 'GET', headers = {} } = options;
  const all: Record<string, string | undefined> = {
    Host: `127.0.0.1:${port}`,
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Version': '13',
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}`],
  );
  return [`${method} ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n');
}

function inflate(message: Buffer): Buffer {
  const whole = Buffer.concat([message, Buffer.from([0, 0, 0xff, 0xff])]);
  return inflateRawSync(whole, { finishFlush: constants.Z_SYNC_FLUSH });
}

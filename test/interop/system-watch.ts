// A client of the system account that writes down what it hears, on natsx or on a nats-server.
import { isAtLeast, startPeer, type Peer } from '../support/peers.ts';
import { RawClient } from '../support/raw-client.ts';
import { startOwn } from './configured.ts';

/** The configuration of all servers. */
const CONFIGURATION = `
  server_name: watched
  server_tags: ["az:1", "Blue"]
  no_auth_user: b
  authorization { users [{ user: g, password: p }] }
  accounts {
    A { users [
      { user: a, password: p }
      { user: limited, password: p, permissions: {
        publish: { allow: ["foo", "$SYS.REQ.>", "_INBOX.>"] }, subscribe: { deny: "no.*" }
        allow_responses: { max: 3, expires: "2s" }
      } }
    ] }
    B { users [{ user: b, password: p }] }
    $SYS { users [{ user: sys, password: p }] }
  }`;

export interface Heard {
  /** Without ids. */
  readonly subject: string;
  readonly headers: string;
  readonly payload: string;
}

/** A server and who watches it. */
export class Watched {
  readonly version: string;
  readonly #port: number;
  readonly #stop: () => Promise<void>;
  readonly #sys: RawClient;
  readonly #clients: RawClient[] = [];
  #requests = 0;

  static async start(peer: Peer | undefined): Promise<Watched> {
    const server =
      peer === undefined ? await startOwn(CONFIGURATION) : await startPeer(peer, CONFIGURATION);
    const sys = await RawClient.connect(server.port);
    const watched = new Watched(peer?.version ?? '', server, sys);
    sys.send(`${loginLine('sys')}SUB $SYS.> 1\r\nSUB _INBOX.> 2\r\n`);
    await sys.settle();
    await watched.marked();
    return watched;
  }

  private constructor(
    version: string,
    server: { readonly port: number; stop(): Promise<void> },
    sys: RawClient,
  ) {
    this.version = version;
    this.#port = server.port;
    this.#stop = () => server.stop();
    this.#sys = sys;
  }

  /** Whether it is natsx. */
  get isOwn(): boolean {
    return this.version === '';
  }

  get isOld(): boolean {
    return !this.isOwn && !isAtLeast(this.version, '2.12.0');
  }

  get id(): string {
    return String(this.#sys.info['server_id']);
  }

  /** A client that has logged in, if it may. */
  async login(user: string): Promise<RawClient> {
    const client = await this.connect();
    client.send(loginLine(user));
    return client;
  }

  async connect(): Promise<RawClient> {
    const client = await RawClient.connect(this.#port);
    this.#clients.push(client);
    return client;
  }

  /** Waits for a message on a subject that `last` finds, and tells what came up to the end of that. */
  async until(last: RegExp): Promise<Heard[]> {
    await this.#sys.waitFor(
      (frames) => frames.some((frame) => last.test(subjectOf(frame))),
      `a message on ${String(last)}`,
    );
    return this.marked();
  }

  /** What came so far: what the server said before it answers one more request of those that wait for each other. */
  async marked(): Promise<Heard[]> {
    const inbox = `_INBOX.mark.${++this.#requests}`;
    this.#sys.send(`PUB $SYS.REQ.SERVER.PING.HEALTHZ ${inbox} 0\r\n\r\n`);
    await this.#sys.waitFor((frames) => frames.some((each) => subjectOf(each) === inbox), inbox);
    return this.#take().filter(({ subject }) => subject !== inbox && !isMark(subject));
  }

  /** Publishes without waiting for an answer. */
  publish(subject: string, payload = '', reply = ''): void {
    this.#sys.send(
      `PUB ${this.#own(subject)} ${reply} ${Buffer.byteLength(payload)}\r\n${payload}\r\n`,
    );
  }

  /** The answers to a request; none if the server says nothing before it answers the next. */
  async request(subject: string, payload = '', header = ''): Promise<Heard[]> {
    const inbox = `_INBOX.ask.${++this.#requests}`;
    const block = header === '' ? '' : `NATS/1.0\r\n${header}\r\n\r\n`;
    const sizes = `${block.length} ${block.length + Buffer.byteLength(payload)}`;
    const text = Buffer.from(payload).toString('latin1');
    this.#sys.send(
      block === ''
        ? `PUB ${this.#own(subject)} ${inbox} ${Buffer.byteLength(payload)}\r\n${text}\r\n`
        : `HPUB ${this.#own(subject)} ${inbox} ${sizes}\r\n${block}${text}\r\n`,
    );
    return (await this.marked()).filter((heard) => heard.subject === inbox);
  }

  /** Stops the server and tells the last of it. */
  async stop(): Promise<Heard[]> {
    await this.#stop();
    await this.#sys.closed;
    for (const client of this.#clients) client.destroy();
    return this.#take();
  }

  #own(subject: string): string {
    return subject.replace('<id>', this.id);
  }

  #take(): Heard[] {
    return this.#sys
      .takeFrames()
      .filter((frame) => /^H?MSG /.test(frame))
      .map((frame) => this.#heard(frame));
  }

  #heard(frame: string): Heard {
    const end = frame.indexOf('\r\n');
    const line = frame.slice(0, end).split(/ +/);
    const headerSize = line[0] === 'HMSG' ? Number(line.at(-2)) : 0;
    const rest = frame.slice(end + 2, -2);
    const headers = rest.slice(0, headerSize);
    const body = rest.slice(headerSize);
    const isPacked = /Content-Encoding: (gzip|snappy)/.test(headers);
    return {
      subject: line[1]!.replace(this.id, '<id>'),
      headers,
      payload: isPacked ? body : Buffer.from(body, 'latin1').toString('utf8'),
    };
  }
}

function subjectOf(frame: string): string {
  return /^H?MSG (\S+)/.exec(frame)?.[1] ?? '';
}

/** What the watcher itself asks, it hears, too. */
function isMark(subject: string): boolean {
  return subject.startsWith('$SYS.REQ.');
}

function loginLine(user: string): string {
  const said = {
    ...{ user, pass: 'p', verbose: false, protocol: 1, headers: true, no_responders: true },
    ...{ name: `name of ${user}`, lang: 'test', version: '1.2' },
  };
  return `CONNECT ${JSON.stringify(said)}\r\nPING\r\n`;
}

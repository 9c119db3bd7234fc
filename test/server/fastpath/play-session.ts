// Plays a session to a server on memory transports, and writes down all that its clients and its counters can tell.
import type { ClientConnection } from '../../../src/server/client/client-connection.ts';
import type { Subscription } from '../../../src/server/connection/subscription.ts';
import type { GivenServerOptions } from '../../../src/server/options/options.ts';
import { Server } from '../../../src/server/server.ts';
import { splitFrames } from '../../support/server-frames.ts';
import { turnEnd } from '../../support/turn.ts';
import { ClientWire } from './client-wire.ts';
import { PeerWire, RouteDoor } from './peer-wire.ts';
import { CLIENTS, type Op, type Session, type Step } from './random-session.ts';

/** What a session came to. */
export interface Transcript {
  /** What each connection heard and was, in the order in which they came. */
  readonly connections: readonly unknown[];
  readonly server: unknown;
  /** Messages that came in, and how many of them took the slow road. */
  readonly messages: number;
  readonly slowMessages: number;
}

export async function play(
  session: Session,
  road: { readonly fastPath: boolean; readonly wasm?: boolean },
): Promise<Transcript> {
  const door = new RouteDoor();
  const server = await door.during(() =>
    Server.start({
      port: 0,
      serverName: 'x',
      ...road,
      spin: false,
      ...session.limits,
      ...homesOf(session),
      ...(session.peers === 0 ? {} : { cluster: { name: 'x', port: 0, poolSize: -1 } }),
    }),
  );
  const player = new Player(server, session, door);
  try {
    for (const step of session.steps) await player.play(step);
    return await player.finish();
  } finally {
    player.stop();
    await server.stop();
  }
}

/** The users of a session, each in its account. */
function homesOf({ permissions, sharing }: Session): GivenServerOptions {
  const users = permissions.map((each, number) => ({
    user: `u${number}`,
    password: 'p',
    permissions: each,
  }));
  if (sharing === undefined) return { authorization: { users } };
  const { homes, imports, mappings, maxPayload } = sharing;
  const usersOf = (home: 'A' | 'B') => users.filter((_, number) => homes[number] === home);
  return {
    accounts: {
      A: { users: usersOf('A'), exports: [{ stream: '>' }], mappings },
      B: { users: usersOf('B'), imports, mappings, limits: { maxPayload } },
    },
  };
}

/** A transport that goes on reading in a turn of its own, as a socket does. */
class Wire extends ClientWire {
  isGone = false;

  override resume(): void {
    setImmediate(() => super.resume());
  }

  override close(): void {
    this.isGone = true;
    super.close();
  }
}

/** The same of another server's. */
class RouteWire extends PeerWire {
  isGone = false;

  override resume(): void {
    setImmediate(() => super.resume());
  }

  override close(): void {
    this.isGone = true;
    super.close();
  }
}

/** Somebody on the other end of a wire. */
abstract class Speaker {
  abstract readonly wire: Wire | RouteWire;
  readonly subscriptions = new Set<Subscription>();
  output = '';

  /** Notes what it heard; the transport goes when the server has let go of it. */
  look(): void {
    this.output += this.wire.take();
    if (this.wire.state !== 'open' && !this.wire.isGone) {
      this.wire.drain();
      this.output += this.wire.take();
      this.wire.close();
    }
  }
}

/** Another server. */
class Peer extends Speaker {
  override readonly wire = new RouteWire();
  /** What it said that it is interested in, by the sid that a client would have had for it. */
  readonly interest = new Map<string, string>();
}

class Client extends Speaker {
  override readonly wire = new Wire();

  /** Joins `server`; from then on notes its subscriptions. */
  join(server: Server): void {
    server.accept(this.wire);
    const connection = this.connection;
    const subscribe = connection.SUB.bind(connection);
    connection.SUB = (...args) => {
      subscribe(...args);
      for (const each of connection.subscriptions.values()) this.subscriptions.add(each);
    };
  }

  get connection(): ClientConnection {
    return this.wire.connection;
  }
}

class Player {
  readonly #server: Server;
  readonly #session: Session;
  readonly #door: RouteDoor;
  readonly #all: Speaker[] = [];
  readonly #current = new Map<number, Speaker>();

  constructor(server: Server, session: Session, door: RouteDoor) {
    this.#server = server;
    this.#session = session;
    this.#door = door;
  }

  async play(step: Step): Promise<void> {
    const isExact = this.#session.kind === 'exact';
    if (step.do === 'connect') {
      await this.#connect(step.client, { ...step.options, ...(isExact ? {} : { headers: true }) });
      return;
    }
    const client = this.#current.get(step.client);
    if (client === undefined || client.wire.isGone) return;
    const { wire } = client;
    if (step.do === 'say') {
      const isSettled = step.settle || this.#session.limits.maxPending < 1_000_000;
      for (const chunk of cut(
        Buffer.concat(step.ops.map((op) => this.#bytes(op, client))),
        step.cuts,
      )) {
        wire.receive(chunk);
        if (isSettled) await this.#settle();
        if (wire.isGone) break;
      }
      return;
    }
    // How much of what waits for the end of the turn has gone out before it, in full slabs, differs from road to road.
    await this.#settle();
    // What waits for a member that goes is lost, and which messages those are is chance.
    if (step.do === 'hold' && isExact) wire.hold();
    else if (step.do === 'drain') wire.drain();
    else if (step.do === 'leave') wire.endInput();
    else if (step.do === 'break') wire.break('ECONNRESET', 'read');
    await this.#settle();
  }

  /** All take what waits for them, and leave one after the other. */
  async finish(): Promise<Transcript> {
    await this.#settle();
    for (const { wire } of this.#all) if (!wire.isGone) wire.drain();
    await this.#settle();
    const { counters } = this.#server;
    const traffic = this.#all.map(({ wire }) => ({ ...wire.connection.traffic }));
    for (const { wire } of this.#all) if (!wire.isGone) wire.endInput();
    await this.#settle();
    const sum = (value: (speaker: Speaker) => number): number =>
      this.#all.reduce((total, speaker) => total + value(speaker), 0);
    const [first] = this.#all;
    const isExact = this.#session.kind === 'exact';
    return {
      connections: this.#all.map((client, i) => ({
        heard: heard(client.output, isExact),
        state: client.wire.state,
        ...(isExact
          ? {
              traffic: traffic[i],
              pending: client.wire.connection.pendingBytes,
              counts: counts(client),
            }
          : {}),
      })),
      server: {
        ...counters,
        // Told by slabs on the fast road, by messages on the slow one.
        stalledClients: 0,
        account: first instanceof Client ? first.connection.account.traffic : undefined,
        groups: isExact ? [] : this.#all.flatMap(({ output }) => groupMessages(output)).sort(),
        delivered: sum(({ subscriptions }) =>
          [...subscriptions].reduce((n, each) => n + each.delivered, 0),
        ),
      },
      messages: counters.inMessages,
      slowMessages: sum(({ wire }) => wire.slowMessages),
    };
  }

  stop(): void {
    for (const { wire } of this.#all) if (!wire.isGone) wire.close();
  }

  async #connect(number: number, options: object): Promise<void> {
    const before = this.#current.get(number);
    if (before !== undefined && !before.wire.isGone) return;
    if (number >= CLIENTS) {
      await this.#meet(number);
      return;
    }
    const client = new Client();
    this.#all.push(client);
    this.#current.set(number, client);
    client.join(this.#server);
    await this.#settle();
    client.output = '';
    const login = { user: `u${number}`, pass: 'p' };
    client.wire.receive(`CONNECT ${JSON.stringify({ protocol: 0, ...login, ...options })}\r\n`);
    await this.#settle();
  }

  /** Another server joins the cluster. */
  async #meet(number: number): Promise<void> {
    if (number >= CLIENTS + this.#session.peers) return;
    const peer = new Peer();
    this.#all.push(peer);
    this.#current.set(number, peer);
    this.#door.admit(peer.wire);
    // The first one takes headers, the second does not.
    peer.wire.introduce(number, number === CLIENTS);
    await this.#settle();
    // Ids, a nonce: no two servers greet alike, or are asked for alike in the system account.
    peer.output = peer.output.replaceAll(/^INFO .*\r\n|^RS\+ \$SYS .*\r\n/gm, '');
  }

  /** Waits until nobody is being held up and all is written. */
  async #settle(): Promise<void> {
    do await turnEnd();
    while (this.#all.some(({ wire }) => wire.isPaused && wire.state === 'open'));
    for (const client of this.#all) client.look();
    await turnEnd();
  }

  #bytes(op: Op, speaker: Speaker): Buffer {
    const text = speaker instanceof Client ? this.#text(op, speaker) : '';
    return Buffer.from(speaker instanceof Peer ? this.#routed(op, speaker) : text, 'latin1');
  }

  /** What another server says where a client would say `op`. */
  #routed(op: Op, peer: Peer): string {
    const { sharing } = this.#session;
    const account = sharing === undefined ? '$G' : op.op === 'raw' ? 'A' : (op.account ?? 'A');
    if (op.op === 'raw') {
      return op.text.replace(/^(H?)PUB /, (_, h) => `${h === 'H' ? 'HMSG' : 'RMSG'} ${account} `);
    }
    if (op.op === 'pub') {
      const members = op.queues.map((n) => `q1.${this.#numberOf(n)}`);
      return message(op, `${account} `, members);
    }
    const name = peer.interest.get(op.sid);
    if (op.op === 'unsub') return name === undefined ? '' : `RS- ${name}\r\n`;
    const group = op.queue ? ` q${op.sid}.${peer.wire.connection.id}` : '';
    peer.interest.set(op.sid, `${account} ${op.subject}${group}`);
    return `RS+ ${account} ${op.subject}${group}${op.queue ? ` ${op.sid.length}` : ''}\r\n`;
  }

  /** The id of the connection that the client `n` has, or had. */
  #numberOf(n: number): number {
    return this.#current.get(n)?.wire.connection.id ?? 0;
  }

  #text(op: Op, client: Client): string {
    if (op.op === 'raw') return op.text;
    if (op.op === 'pub') return message(op);
    const isExact = this.#session.kind === 'exact';
    if (op.op === 'unsub') {
      // Which member has had its share is chance.
      const max = isExact ? op.max : undefined;
      return max === undefined ? `UNSUB ${op.sid}\r\n` : `UNSUB ${op.sid} ${max}\r\n`;
    }
    // As a member of a group it would get a message under one of several names: which, is chance.
    const hasNames = (this.#session.sharing?.imports.length ?? 0) > 1;
    if (!op.queue || hasNames) return `SUB ${op.subject} ${op.sid}\r\n`;
    return isExact
      ? `SUB ${op.subject} q${op.sid}.${client.connection.id} ${op.sid}\r\n`
      : `SUB ${op.subject} q${op.sid.length} ${GROUP_SID}${op.sid.length}.${op.sid}\r\n`;
  }
}

/** How the sid of a group's member begins where groups have several: the group follows, up to a point. */
const GROUP_SID = 'group-';

/** With `space`, as another server says it: for `queues`, too. */
function message(op: Op & { op: 'pub' }, space?: string, queues: readonly string[] = []): string {
  const { subject, reply, headers, size, times, form } = op;
  const sizes = headers === undefined ? [size] : [Math.min(headers, size), size];
  const parts = [
    `${space ?? ''}${subject}`,
    ...(queues.length === 0 ? [] : [reply === '' ? '|' : '+']),
    ...(reply === '' ? [] : [reply]),
    ...queues,
    ...sizes.map((each) => (form === 'zeros' ? `00${each}` : `${each}`)),
  ];
  const [plain, withHeaders] = space === undefined ? ['PUB', 'HPUB'] : ['RMSG', 'HMSG'];
  const verb = headers === undefined ? plain : withHeaders;
  const blank = { blanks: '  ', tab: '\t' }[form as string] ?? ' ';
  const line = [form === 'lower' ? verb.toLowerCase() : verb, ...parts].join(blank);
  const end = { 'lone LF': '\n', 'blank at end': ' \r\n' }[form as string] ?? '\r\n';
  // Looks like a message itself, so that whoever reads too far finds something.
  const payload = 'PUB a 5\r\nhello\r\n'.repeat(size / 16 + 1).slice(0, size);
  let text = '';
  for (let i = 0; i < times && text.length < 300_000; i++) text += `${line}${end}${payload}\r\n`;
  return text;
}

function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  if (sizes.length === 0) return [bytes];
  const chunks: Buffer[] = [];
  // Small pieces of much are no news after a while.
  const least = bytes.length / 200;
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = Math.ceil(Math.max(sizes[i % sizes.length]!, least));
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

function counts({ subscriptions }: Speaker): string[] {
  return [...subscriptions].map(({ sid, subject, delivered }) => `${sid} ${subject} ${delivered}`);
}

function heard(output: string, isExact: boolean): string[] {
  const { frames, rest } = splitFrames(Buffer.from(output, 'latin1'));
  const all = [...frames, ...(rest.length > 0 ? [rest.toString('latin1')] : [])];
  return all.filter((frame) => isExact || groupOf(frame) === undefined);
}

/** The messages to groups, without the member that was chosen. */
function groupMessages(output: string): string[] {
  const { frames } = splitFrames(Buffer.from(output, 'latin1'));
  return frames.flatMap((frame) => {
    const group = groupOf(frame);
    return group === undefined ? [] : [frame.replace(/ group-\S+/, ` ${group}`)];
  });
}

function groupOf(frame: string): string | undefined {
  return /^H?MSG \S+ group-(\d+)\./.exec(frame)?.[1];
}

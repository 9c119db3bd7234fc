// Leafnodes between ours and each nats-server that there is, in both roles.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, headers, type NatsConnection } from '@nats-io/transport-node';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import { parseConf } from '../../src/conf/parser.ts';
import { createUser } from '../../src/nkeys/create.ts';
import { optionsFromConf } from '../../src/server/options/from-conf.ts';
import { Server } from '../../src/server/server.ts';
import { certificateFile, keyFile } from '../support/certificates.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { LogRecorder } from '../support/log-recorder.ts';
import { findPeers, isAtLeast, requirePeer, startPeer, type Peer } from '../support/peers.ts';

/** One of the two, whoever made it. */
interface Side {
  readonly url: string;
  /** How many leafnodes it has. */
  leafnodes(): Promise<number>;
  log(): string;
  stop(): Promise<unknown>;
}

type Start = (configuration: string) => Promise<Side>;

const ours: Start = async (configuration) => {
  const readFile = (path: string): string => readFileSync(path, 'utf8');
  const conf = parseConf(configuration, 'test.conf', { readFile, env: {} });
  const { given, errors } = optionsFromConf(conf, readFile);
  assert.deepEqual(errors, []);
  const logger = new LogRecorder();
  const server = await Server.start({ ...given, host: '127.0.0.1', port: 0, logger });
  return {
    log: () => logger.text,
    url: server.url,
    leafnodes: () => Promise.resolve(server.leafnodes.length),
    stop: () => server.stop(),
  };
};

const theirs =
  (peer: Peer): Start =>
  async (configuration) => {
    const monitor = await freePort();
    const running = await startPeer(peer, `http: "127.0.0.1:${monitor}"\n${configuration}`);
    return {
      url: `nats://127.0.0.1:${running.port}`,
      log: () => running.log(),
      async leafnodes() {
        const answer = await fetch(`http://127.0.0.1:${monitor}/leafz`);
        return ((await answer.json()) as { leafnodes: number }).leafnodes;
      },
      stop: () => running.stop(),
    };
  };

const HUB = `
  server_name: HUB
  accounts {
    A { users [ { user: a, password: a }, { user: leaf, password: leaf } ] }
    OTHER { users [ { user: o, password: o } ] }
  }
`;
const SPOKE = `
  server_name: SPOKE
  accounts { B { users [ { user: b, password: b } ] } }
`;
const tls = (name: 'server' | 'client') =>
  `cert_file: "${certificateFile(name)}", key_file: "${keyFile(name)}", ca_file: "${certificateFile('ca')}"`;

/** What is stopped when a test ends. */
class Ends {
  readonly #ends: (() => Promise<unknown>)[] = [];

  add(end: () => Promise<unknown>): void {
    this.#ends.push(end);
  }

  async all(): Promise<void> {
    for (const end of this.#ends.splice(0).reverse()) await end();
  }
}

describe('leafnodes beside nats-server', () => {
  before(function () {
    requirePeer(this, 'nats-server');
  });

  for (const peer of findPeers('nats-server')) {
    for (const [name, hubBy, spokeBy] of [
      [`ours as the hub of nats-server ${peer.version}`, ours, theirs(peer)],
      [`ours as a spoke of nats-server ${peer.version}`, theirs(peer), ours],
    ] as const) {
      describe(name, () => pairs(peer, hubBy, spokeBy));
    }
    describe(`JetStream of nats-server ${peer.version} behind a leafnode`, () => streams(peer));
  }
});

function pairs(peer: Peer, hubBy: Start, spokeBy: Start): void {
  const ends = new Ends();
  afterEach(() => ends.all());

  async function bind(
    accept: (port: number) => string,
    remote: (port: number) => string,
    hub = HUB,
  ): Promise<{ above: Side; below: Side }> {
    const port = await freePort();
    const above = await hubBy(`${hub}\n${accept(port)}`);
    ends.add(() => above.stop());
    const below = await spokeBy(
      `${SPOKE}\nleafnodes { reconnect: 1, remotes [ { account: B, ${remote(port)} } ] }`,
    );
    ends.add(() => below.stop());
    await eventually(
      async () => (await above.leafnodes()) === 1 && (await below.leafnodes()) === 1,
      () => 'they are not together',
    );
    return { above, below };
  }

  const plain = (port: number): string => `leafnodes { listen: "127.0.0.1:${port}" }`;
  const asLeaf = (port: number): string => `url: "nats-leaf://leaf:leaf@127.0.0.1:${port}"`;

  async function client(side: Side, user: string): Promise<NatsConnection> {
    const nc = await connect({ servers: side.url, user, pass: user, timeout: 10_000 });
    ends.add(() => nc.close());
    return nc;
  }

  /** Waits until a message from `from` gets to where somebody echoes. */
  async function reach(from: NatsConnection, subject: string): Promise<void> {
    await eventually(
      () => from.request(subject, '', { timeout: 300 }).then(() => true),
      () => `nobody answers on ${subject}`,
    );
  }

  function echo(nc: NatsConnection, subject: string, tag: string, queue = ''): string[] {
    const heard: string[] = [];
    nc.subscribe(subject, {
      ...(queue === '' ? {} : { queue }),
      callback: (_, message) => {
        const title = message.headers?.get('title') ?? '';
        heard.push(`${message.subject} ${message.string()}${title}`);
        message.respond(tag);
      },
    });
    return heard;
  }

  async function assertBound(above: Side, below: Side, user = 'a'): Promise<void> {
    const [up, down] = [await client(above, user), await client(below, 'b')];
    const heardAbove = echo(up, 'up.>', 'above');
    const heardBelow = echo(down, 'down.>', 'below', 'workers');
    await reach(down, 'up.0');
    await reach(up, 'down.0');
    heardAbove.length = heardBelow.length = 0;
    const titled = headers();
    titled.set('title', 'T');
    for (const [nc, subject, answer] of [
      [down, 'up.1', 'above'],
      [up, 'down.1', 'below'],
    ] as const) {
      for (let i = 0; i < 3; i++) {
        assert.equal((await nc.request(subject, `m${i}`, { timeout: 5000 })).string(), answer);
      }
      await nc.request(subject, 'title', { timeout: 5000, headers: titled });
    }
    const expected = (subject: string) =>
      ['m0', 'm1', 'm2', 'titleT'].map((each) => `${subject} ${each}`);
    assert.deepEqual(heardAbove, expected('up.1'));
    assert.deepEqual(heardBelow, expected('down.1'));
    await assert.rejects(down.request('nobody', '', { timeout: 2000 }), /no responders/);
  }

  /** What nats-server 2.9 does not do. */
  const itSince210 = (title: string, test: () => Promise<void>): void => {
    if (isAtLeast(peer.version, '2.10.0')) it(title, test);
  };

  it('passes on requests, headers and answers', async () => {
    const { above, below } = await bind(plain, asLeaf);
    await assertBound(above, below);
  });

  it('binds the account of a user of the leafnodes', async () => {
    const { above, below } = await bind(
      (port) =>
        `leafnodes { listen: "127.0.0.1:${port}", authorization { users [ { user: x, password: y, account: OTHER } ] } }`,
      (port) => `url: "nats-leaf://x:y@127.0.0.1:${port}"`,
    );
    await assertBound(above, below, 'o');
  });

  it('binds the account of the only user', async () => {
    const { above, below } = await bind(
      (port) =>
        `leafnodes { listen: "127.0.0.1:${port}", authorization { user: x, password: y, account: OTHER } }`,
      (port) => `url: "nats-leaf://x:y@127.0.0.1:${port}"`,
    );
    await assertBound(above, below, 'o');
  });

  itSince210('logs in by a key', async () => {
    const key = createUser();
    const hub = HUB.replace('{ user: leaf, password: leaf }', `{ nkey: ${key.publicKey} }`);
    const seed = Buffer.from(key.seed()).toString();
    const { above, below } = await bind(
      plain,
      (port) => `url: "nats-leaf://127.0.0.1:${port}", nkey: "${seed}"`,
      hub,
    );
    await assertBound(above, below);
  });

  it('encrypts after INFO', async () => {
    const { above, below } = await bind(
      (port) => `leafnodes { listen: "127.0.0.1:${port}", tls { ${tls('server')} } }`,
      (port) =>
        `url: "nats-leaf://leaf:leaf@localhost:${port}", tls { ca_file: "${certificateFile('ca')}" }`,
    );
    await assertBound(above, below);
  });

  itSince210('encrypts before INFO', async () => {
    const { above, below } = await bind(
      (port) =>
        `leafnodes { listen: "127.0.0.1:${port}", tls { ${tls('server')}, handshake_first: true } }`,
      (port) =>
        `url: "nats-leaf://leaf:leaf@localhost:${port}", tls { ca_file: "${certificateFile('ca')}", handshake_first: true }`,
    );
    await assertBound(above, below);
  });

  for (const more of ['', ', ws_compression: true', ', ws_no_masking: true']) {
    it(`goes by websocket${more}`, async () => {
      let sockets = 0;
      const { above, below } = await bind(
        (port) => {
          sockets = port + 1;
          return `${plain(port)}\nwebsocket { listen: "127.0.0.1:${sockets}", no_tls: true, compression: true }`;
        },
        () => `url: "ws://leaf:leaf@127.0.0.1:${sockets}"${more}`,
      );
      await assertBound(above, below);
    });
  }

  it('keeps to the permissions of its user, and to what is denied', async () => {
    const permissions =
      'permissions { publish { allow: ["may.>", "_INBOX.>"] }, subscribe { allow: ["hear.>", "_INBOX.>"], deny: ["hear.secret.>"] } }';
    const hub = HUB.replace('password: leaf }', `password: leaf, ${permissions} }`);
    const { above, below } = await bind(
      plain,
      (port) => `${asLeaf(port)}, deny_imports: ["hear.denied.>"], deny_exports: ["may.denied.>"]`,
      hub,
    );
    const [up, down] = [await client(above, 'a'), await client(below, 'b')];
    const heardAbove = echo(up, '>', '');
    const heardBelow = echo(down, '>', '');
    await Promise.all([up.flush(), down.flush()]);
    const passes = async (from: NatsConnection, subject: string, at: string[]): Promise<void> => {
      await eventually(
        () => {
          from.publish(subject, 'passes');
          return at.includes(`${subject} passes`);
        },
        () => `${subject} does not pass`,
      );
    };
    await passes(down, 'may.x', heardAbove);
    await passes(up, 'hear.x', heardBelow);
    for (const subject of ['not.x', 'may.denied.x']) down.publish(subject, 'no');
    for (const subject of ['not.y', 'hear.secret.x', 'hear.denied.x']) up.publish(subject, 'no');
    await passes(down, 'may.last', heardAbove);
    await passes(up, 'hear.last', heardBelow);
    const leaked = [
      ...heardAbove.filter((each) => /not\.x|may\.denied/.test(each)),
      ...heardBelow.filter((each) => /not\.y|hear\.secret|hear\.denied/.test(each)),
    ];
    assert.deepEqual(leaked, []);
    assert.equal(await above.leafnodes(), 1);
  });

  it('finds loops', async () => {
    const [port, second] = [await freePort(), await freePort()];
    const above = await hubBy(`${HUB}\n${plain(port)}`);
    ends.add(() => above.stop());
    const remotes = (...ports: number[]): string =>
      `reconnect: 1, remotes [ ${ports.map((each) => `{ account: B, ${asLeaf(each)} }`).join(', ')} ]`;
    const middle = await hubBy(
      `server_name: MIDDLE
       accounts { B { users [ { user: b, password: b }, { user: leaf, password: leaf } ] } }
       leafnodes { listen: "127.0.0.1:${second}", ${remotes(port)} }`,
    );
    ends.add(() => middle.stop());
    await eventually(
      async () => (await above.leafnodes()) === 1,
      () => 'the first two are not together',
    );
    const last = await spokeBy(`${SPOKE}\nleafnodes { ${remotes(port, second)} }`);
    ends.add(() => last.stop());
    await eventually(
      () => [above, middle, last].some((side) => side.log().includes('Loop detected')),
      () => 'no loop was found',
    );
  });
}

/** A client of ours has the JetStream of a hub. */
function streams(peer: Peer): void {
  const ends = new Ends();
  afterEach(() => ends.all());

  async function behind(jetstreamOptions: string, more = ''): Promise<NatsConnection> {
    const folder = mkdtempSync(join(tmpdir(), 'natsx-streams-'));
    ends.add(() => rm(folder, { recursive: true, force: true }));
    const port = await freePort();
    const hub = await startPeer(
      peer,
      `${HUB.replace('A {', 'A { jetstream: enabled,')}
       jetstream { store_dir: "${folder}"${jetstreamOptions} }
       ${more}
       leafnodes { listen: "127.0.0.1:${port}" }`,
    );
    ends.add(() => hub.stop());
    const spoke = await ours(
      `${SPOKE}\nleafnodes { remotes [ { account: B, url: "nats-leaf://leaf:leaf@127.0.0.1:${port}" } ] }`,
    );
    ends.add(() => spoke.stop());
    const nc = await connect({ servers: spoke.url, user: 'b', pass: 'b', timeout: 10_000 });
    ends.add(() => nc.close());
    return nc;
  }

  async function useStreams(nc: NatsConnection, options: { domain?: string }): Promise<void> {
    const manager = await jetstreamManager(nc, { ...options, checkAPI: false });
    await eventually(
      () => manager.streams.add({ name: 'ORDERS', subjects: ['orders.>'] }),
      () => 'JetStream does not answer',
    );
    const js = jetstream(nc, options);
    for (const item of ['a', 'b', 'c']) await js.publish(`orders.${item}`, item);
    await manager.consumers.add('ORDERS', { durable_name: 'worker', ack_policy: 'explicit' });
    const worker = await js.consumers.get('ORDERS', 'worker');
    const taken: string[] = [];
    for await (const message of await worker.fetch({ max_messages: 3, expires: 5000 })) {
      taken.push(`${message.subject} ${message.string()}`);
      assert.equal(await message.ackAck(), true);
    }
    assert.deepEqual(taken, ['orders.a a', 'orders.b b', 'orders.c c']);
    const pushed: string[] = [];
    nc.subscribe('here', { callback: (_, { subject }) => void pushed.push(subject) });
    await nc.flush();
    await eventually(
      () =>
        manager.consumers.add('ORDERS', {
          durable_name: 'p',
          deliver_subject: 'here',
          ack_policy: 'none',
        }),
      () => 'no consumer that pushes',
    );
    await eventually(
      () => pushed.length >= 3,
      () => `pushed are ${pushed.join(', ')}`,
    );
    assert.deepEqual(pushed.slice(0, 3), ['orders.a', 'orders.b', 'orders.c']);
  }

  async function useKeys(nc: NatsConnection, options: { domain?: string }): Promise<void> {
    const store = await new Kvm(jetstream(nc, options)).create('settings');
    await store.put('colour', 'blue');
    await store.put('size', 'large');
    assert.equal((await store.get('colour'))?.string(), 'blue');
    const watched: string[] = [];
    for await (const { key } of await store.watch()) {
      watched.push(key);
      if (watched.length === 2) break;
    }
    assert.deepEqual(watched.sort(), ['colour', 'size']);
  }

  it('is used as if it were here', async () => {
    await useStreams(await behind(''), {});
  });

  it('is used by the name of its domain, and its buckets too', async () => {
    const nc = await behind(', domain: hub');
    await useStreams(nc, { domain: 'hub' });
    await useKeys(nc, { domain: 'hub' });
  });

  it('has its buckets used without a name where the hub says so', async () => {
    const nc = await behind('', 'default_js_domain { A: "" }');
    await useStreams(nc, {});
    await useKeys(nc, {});
  });
}

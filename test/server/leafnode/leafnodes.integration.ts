// Leafnodes between two servers of this process: how they come together, and what passes.
import assert from 'node:assert/strict';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect as connectTo, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createUser } from '../../../src/nkeys/create.ts';
import { decorateJwt, decorateSeed } from '../../../src/nkeys/creds.ts';
import { Server, type StartOptions } from '../../../src/server/server.ts';
import { certificateFile, pairOptions } from '../../support/certificates.ts';
import { eventually } from '../../support/eventually.ts';
import { LogRecorder } from '../../support/log-recorder.ts';
import { TestOperator } from '../../support/operator.ts';
import { RawClient } from '../../support/raw-client.ts';

const users = (...names: string[]) => ({
  users: names.map((user) => ({ user, password: user })),
});
const HUB: StartOptions = {
  port: 0,
  serverName: 'HUB',
  accounts: { A: users('a', 'leaf'), OTHER: users('o') },
  leafnodes: { port: -1 },
};

type Remote = NonNullable<NonNullable<StartOptions['leafnodes']>['remotes']>[number];

function spokeOf(hub: Server, remote: Partial<Remote> = {}, more: StartOptions = {}): StartOptions {
  return {
    port: 0,
    serverName: 'SPOKE',
    accounts: { B: users('b') },
    leafnodes: {
      reconnectMs: 20,
      remotes: [
        { urls: [`nats-leaf://leaf:leaf@127.0.0.1:${hub.leafnodePort}`], account: 'B', ...remote },
      ],
    },
    ...more,
  };
}

describe('leafnodes', () => {
  const ends: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  async function start(options: StartOptions): Promise<Server> {
    const server = await Server.start(options);
    ends.push(() => server.stop());
    return server;
  }

  async function client(server: Server, user: string): Promise<NatsConnection> {
    const nc = await connect({ servers: server.url, user, pass: user, timeout: 10_000 });
    ends.push(() => nc.close());
    return nc;
  }

  async function raw(server: Server, user: string): Promise<RawClient> {
    const wire = await RawClient.connect(server.port);
    wire.send(
      `CONNECT {"verbose":false,"headers":true,"no_responders":true,"user":"${user}","pass":"${user}"}\r\n`,
    );
    ends.push(() => {
      wire.destroy();
      return wire.closed;
    });
    await wire.settle();
    return wire;
  }

  const together = (server: Server, count = 1) =>
    eventually(
      () => server.leafnodes.length === count,
      () => `${server.name} has ${server.leafnodes.length} leafnodes, not ${count}`,
    );

  /** Waits until somebody in `account` of `server` hears `subject`. */
  const heard = (server: Server, account: string, subject: string, is = true) =>
    eventually(
      () => server.accounts.get(account)!.hasInterest(subject) === is,
      () => `${subject} is ${is ? 'not ' : ''}heard in ${account}`,
    );

  async function pair(
    remote: Partial<Remote> = {},
    hubOptions = HUB,
  ): Promise<{ hub: Server; spoke: Server }> {
    const hub = await start(hubOptions);
    const spoke = await start(spokeOf(hub, remote));
    await together(hub);
    await together(spoke);
    return { hub, spoke };
  }

  /** Requests go both ways: with it interest, messages and answers. */
  async function assertBound(hub: Server, spoke: Server, hubUser = 'a'): Promise<void> {
    const above = await client(hub, hubUser);
    const below = await client(spoke, 'b');
    for (const [nc, name] of [
      [above, 'up'],
      [below, 'down'],
    ] as const) {
      nc.subscribe(name, {
        queue: 'q',
        callback: (_, message) => void message.respond(`from ${name}`),
      });
      await nc.flush();
    }
    await heard(spoke, 'B', 'up');
    await heard(hub, hub.connections.get(hub.leafnodes[0]!.id)!.account.name, 'down');
    assert.equal((await below.request('up', '', { timeout: 5000 })).string(), 'from up');
    assert.equal((await above.request('down', '', { timeout: 5000 })).string(), 'from down');
  }

  it('carries requests and answers both ways', async () => {
    const { hub, spoke } = await pair();
    assert.equal(hub.leafnodes[0]!.isSpoke, false);
    assert.equal(spoke.leafnodes[0]!.isSpoke, true);
    assert.equal(hub.leafnodes[0]!.account.name, 'A');
    await assertBound(hub, spoke);
  });

  it('says once what many hear, and what nobody hears any more', async () => {
    const { hub, spoke } = await pair();
    const one = await raw(spoke, 'b');
    const other = await raw(spoke, 'b');
    one.send('SUB news 1\r\n');
    other.send('SUB news 1\r\n');
    await one.settle();
    await other.settle();
    await heard(hub, 'A', 'news');
    const above = await raw(hub, 'a');
    above.send('PUB news 2\r\nhi\r\n');
    await one.expect('MSG news 1 2\r\nhi\r\n');
    await other.expect('MSG news 1 2\r\nhi\r\n');
    one.send('UNSUB 1\r\n');
    await one.settle();
    above.send('PUB news 2\r\nho\r\n');
    await other.expect('MSG news 1 2\r\nho\r\n');
    other.send('UNSUB 1\r\n');
    await other.settle();
    await heard(hub, 'A', 'news', false);
    assert.equal(await one.settle(), '');
  });

  it('passes on headers, replies and large messages, on the fast road too', async () => {
    const { hub, spoke } = await pair();
    const below = await raw(spoke, 'b');
    below.send('SUB x.> 1\r\n');
    await below.settle();
    await heard(hub, 'A', 'x.1');
    const above = await raw(hub, 'a');
    const long = 'l'.repeat(100_000);
    for (let i = 0; i < 5; i++) {
      above.send(
        `PUB x.1 re.${i} 2\r\nhi\r\nHPUB x.1 12 14\r\nNATS/1.0\r\n\r\nhi\r\nPUB x.2 ${long.length}\r\n${long}\r\n`,
      );
    }
    for (let i = 0; i < 5; i++) {
      await below.expect(`MSG x.1 1 re.${i} 2\r\nhi\r\nHMSG x.1 1 12 14\r\nNATS/1.0\r\n\r\nhi\r\n`);
      await below.expect(`MSG x.2 1 ${long.length}\r\n${long}\r\n`);
    }
  });

  it('has one member of a queue group hear a message, whichever side it is on', async () => {
    const { hub, spoke } = await pair();
    const above = await raw(hub, 'a');
    const below = await raw(spoke, 'b');
    below.send('SUB job workers 1\r\nSUB done 2\r\n');
    await below.settle();
    await heard(hub, 'A', 'job');
    for (let i = 0; i < 20; i++) above.send(`PUB job 2\r\n${10 + i}\r\n`);
    for (let i = 0; i < 20; i++) await below.expect(`MSG job 1 2\r\n${10 + i}\r\n`);
    // Who is near goes first.
    above.send('SUB job workers 1\r\nPUB job 2\r\nhi\r\n');
    await above.expect('MSG job 1 2\r\nhi\r\n');
    assert.equal(await below.settle(), '');
  });

  it('tells a hub nothing of what other hubs hear', async () => {
    const first = await start(HUB);
    const second = await start({ ...HUB, serverName: 'SECOND' });
    const spoke = await start(
      spokeOf(
        first,
        {},
        {
          leafnodes: {
            reconnectMs: 20,
            remotes: [first, second].map((hub) => ({
              urls: [`nats-leaf://leaf:leaf@127.0.0.1:${hub.leafnodePort}`],
              account: 'B',
            })),
          },
        },
      ),
    );
    await together(spoke, 2);
    const above = await raw(first, 'a');
    above.send('SUB theirs 1\r\n');
    await above.settle();
    await heard(spoke, 'B', 'theirs');
    const below = await raw(spoke, 'b');
    below.send('SUB ours 1\r\n');
    await below.settle();
    await heard(second, 'A', 'ours');
    assert.equal(second.accounts.get('A')!.hasInterest('theirs'), false);
  });

  it('goes through a chain, and to other leafnodes of the same hub', async () => {
    const { hub, spoke } = await pair();
    const third = await start({
      port: 0,
      serverName: 'THIRD',
      accounts: { B: users('b') },
      leafnodes: {
        reconnectMs: 20,
        remotes: [{ urls: [`nats-leaf://leaf:leaf@127.0.0.1:${hub.leafnodePort}`], account: 'B' }],
      },
    });
    await together(hub, 2);
    const there = await raw(third, 'b');
    there.send('SUB far 1\r\n');
    await there.settle();
    await heard(spoke, 'B', 'far');
    const here = await raw(spoke, 'b');
    for (let i = 0; i < 3; i++) here.send('PUB far 2\r\nhi\r\n');
    for (let i = 0; i < 3; i++) await there.expect('MSG far 1 2\r\nhi\r\n');
    assert.equal(await here.settle(), '');
  });

  it('keeps leafnodes from each other’s interest where the hub isolates them', async () => {
    const hub = await start({ ...HUB, leafnodes: { port: -1, isolate: true } });
    const spoke = await start(spokeOf(hub));
    const third = await start({ ...spokeOf(hub), serverName: 'THIRD' });
    await together(hub, 2);
    const above = await raw(hub, 'a');
    const there = await raw(third, 'b');
    there.send('SUB far 1\r\n');
    await there.settle();
    await heard(hub, 'A', 'far');
    above.send('SUB near 1\r\n');
    await above.settle();
    await heard(spoke, 'B', 'near');
    assert.equal(spoke.accounts.get('B')!.hasInterest('far'), false);
  });

  it('keeps out what is denied, in both directions', async () => {
    const { hub, spoke } = await pair({ denyImports: ['in.>'], denyExports: ['out.>'] });
    const above = await raw(hub, 'a');
    const below = await raw(spoke, 'b');
    below.send('SUB > 1\r\n');
    await below.settle();
    await heard(hub, 'A', 'x');
    above.send('SUB out.x 1\r\nSUB fine 2\r\n');
    await above.settle();
    await heard(spoke, 'B', 'fine');
    above.send('PUB in.x 2\r\nno\r\nPUB ok 2\r\nhi\r\n');
    await below.expect('MSG ok 1 2\r\nhi\r\n');
    below.send('PUB out.x 2\r\nno\r\nPUB fine 2\r\nhi\r\n');
    await above.expect('MSG fine 2 2\r\nhi\r\n');
  });

  it('keeps to the permissions of its user at the hub', async () => {
    const permissions = {
      publish: { allow: ['may.>', '_INBOX.>'] },
      subscribe: { allow: ['hear.>'] },
    };
    const accounts = {
      A: {
        users: [
          { user: 'a', password: 'a' },
          { user: 'leaf', password: 'leaf', permissions },
        ],
      },
    };
    const { hub, spoke } = await pair({}, { ...HUB, accounts });
    const above = await raw(hub, 'a');
    const below = await raw(spoke, 'b');
    above.send('SUB > 1\r\n');
    below.send('SUB > 1\r\nSUB never.this 2\r\n');
    await above.settle();
    await below.settle();
    await heard(spoke, 'B', 'may.x');
    await heard(hub, 'A', 'hear.x');
    below.send('PUB not.x 2\r\nno\r\nPUB may.x 2\r\nhi\r\n');
    await above.expect('MSG may.x 1 2\r\nhi\r\n');
    await below.expect('MSG not.x 1 2\r\nno\r\nMSG may.x 1 2\r\nhi\r\n');
    above.send('PUB never.this 2\r\nno\r\nPUB hear.x 2\r\nhi\r\n');
    await below.expect('MSG hear.x 1 2\r\nhi\r\n');
    assert.equal(hub.leafnodes.length, 1);
  });

  it('closes a leafnode that says what it may not', async () => {
    const permissions = { publish: { allow: ['may.>'] }, subscribe: { allow: ['hear.>'] } };
    const accounts = { A: { users: [{ user: 'leaf', password: 'leaf', permissions }] } };
    const hub = await start({ ...HUB, accounts });
    for (const [line, complaint] of [
      ['LS+ no.x\r\n', 'Subscription to "no.x"'],
      ['LMSG no.x 2\r\nhi\r\n', 'Publish to "no.x"'],
    ]) {
      const wire = await RawClient.connect(hub.leafnodePort!);
      wire.send(
        'CONNECT {"user":"leaf","pass":"leaf","name":"raw","cluster":"raw","headers":true}\r\n',
      );
      await wire.waitFor((frames) => frames.some((each) => each.startsWith('LS+ $LDS.')), 'LS+');
      wire.takeFrames();
      wire.send(line!);
      await wire.expectClosed(`-ERR 'Permissions Violation for ${complaint}'\r\n`);
    }
  });

  it('finds out that it is in a loop, and waits', async () => {
    const log = new LogRecorder();
    const hub = await start(HUB);
    const middle = await start({
      ...spokeOf(hub),
      serverName: 'MIDDLE',
      accounts: { B: users('b', 'leaf') },
      leafnodes: { ...spokeOf(hub).leafnodes, port: -1 },
    });
    await together(middle);
    await start({
      port: 0,
      serverName: 'LAST',
      logger: log,
      accounts: { B: users('b') },
      leafnodes: {
        reconnectMs: 20,
        remotes: [hub, middle].map((each) => ({
          urls: [`nats-leaf://leaf:leaf@127.0.0.1:${each.leafnodePort}`],
          account: 'B',
        })),
      },
    });
    await eventually(
      () => log.lines.some((line) => line.includes('Loop detected')),
      () => 'no loop was detected',
    );
  });

  it('comes back when the hub does, by the next URL', async () => {
    const first = await start(HUB);
    const second = await start({ ...HUB, serverName: 'SECOND' });
    const urls = [first, second].map(
      (hub) => `nats-leaf://leaf:leaf@127.0.0.1:${hub.leafnodePort}`,
    );
    const spoke = await start(spokeOf(first, { urls, noRandomize: true }));
    await together(first);
    await first.stop();
    await together(second);
    await eventually(
      () => spoke.leafnodes[0]?.remoteName === 'SECOND',
      () => 'it is not at the second hub',
    );
    await assertBound(second, spoke);
  });

  it('ends when the user is not known, and tries again', async () => {
    const log = new LogRecorder();
    const hub = await start({ ...HUB, logger: log });
    await start(spokeOf(hub, { urls: [`nats-leaf://leaf:wrong@127.0.0.1:${hub.leafnodePort}`] }));
    await eventually(
      () => log.lines.filter((line) => line.includes('authentication error')).length > 1,
      () => 'it did not try twice',
    );
    assert.equal(hub.leafnodes.length, 0);
  });

  describe('logs in', () => {
    it('as a user of the leafnodes alone, and is in the account of that user', async () => {
      const hub = await start({
        ...HUB,
        leafnodes: {
          port: -1,
          authorization: { users: [{ user: 'x', password: 'y', account: 'OTHER' }] },
        },
      });
      const spoke = await start(
        spokeOf(hub, { urls: [`nats-leaf://x:y@127.0.0.1:${hub.leafnodePort}`] }),
      );
      await together(hub);
      assert.equal(hub.leafnodes[0]!.account.name, 'OTHER');
      await assertBound(hub, spoke, 'o');
    });

    it('as the only user, as nobody, or by a key', async () => {
      const key = createUser();
      for (const [authorization, remote] of [
        [{ user: 'x', password: 'y', account: 'A' }, { urls: ['nats-leaf://x:y@'] }],
        [
          { nkey: key.publicKey, account: 'A' },
          { urls: ['nats-leaf://'], nkey: Buffer.from(key.seed()).toString() },
        ],
      ] as const) {
        const hub = await start({ ...HUB, leafnodes: { port: -1, authorization } });
        const urls = remote.urls.map((url) => `${url}127.0.0.1:${hub.leafnodePort}`);
        const spoke = await start(spokeOf(hub, { ...remote, urls }));
        await together(hub);
        assert.equal(hub.leafnodes[0]!.account.name, 'A');
        await together(spoke);
      }
      const open = await start({ port: 0, leafnodes: { port: -1 } });
      await start(spokeOf(open, { urls: [`nats-leaf://127.0.0.1:${open.leafnodePort}`] }));
      await together(open);
      assert.equal(open.leafnodes[0]!.account.name, '$G');
    });

    it('as a user of the clients with a key', async () => {
      const key = createUser();
      const hub = await start({ ...HUB, accounts: { A: { users: [{ nkey: key.publicKey }] } } });
      const nkey = Buffer.from(key.seed()).toString();
      await start(spokeOf(hub, { urls: [`nats-leaf://127.0.0.1:${hub.leafnodePort}`], nkey }));
      await together(hub);
    });

    it('not with a credentials file that is not there', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'natsx-leaf-'));
      ends.push(() => rm(folder, { recursive: true }));
      await writeFile(join(folder, 'bad.creds'), 'nothing');
      const log = new LogRecorder();
      const hub = await start(HUB);
      for (const file of ['none.creds', 'bad.creds']) {
        await start({ ...spokeOf(hub, { credentials: join(folder, file) }), logger: log });
        await eventually(
          () => log.lines.some((line) => line.includes(file)),
          () => `nothing is said of ${file}`,
        );
      }
    });

    it('by the JWT of a user, into the account of that user', async () => {
      const operator = new TestOperator();
      const account = operator.account('A');
      const folder = await mkdtemp(join(tmpdir(), 'natsx-leaf-'));
      ends.push(() => rm(folder, { recursive: true }));
      const [leaf, above] = [account.user('leaf'), account.user('a')];
      const credentials = join(folder, 'leaf.creds');
      const seed = Buffer.from(leaf.key.seed()).toString();
      await writeFile(credentials, decorateJwt('USER', leaf.jwt) + decorateSeed(seed));
      const hub = await start({ port: 0, ...operator.options(account), leafnodes: { port: -1 } });
      const urls = [`nats-leaf://127.0.0.1:${hub.leafnodePort}`];
      const spoke = await start(spokeOf(hub, { urls, credentials }));
      await together(hub);
      assert.equal(hub.leafnodes[0]!.account.name, account.publicKey);
      const wire = await RawClient.connect(hub.port);
      ends.push(() => wire.close());
      wire.send(above.connect(wire.info));
      wire.send('SUB up 1\r\n');
      await heard(spoke, 'B', 'up');
      const below = await raw(spoke, 'b');
      below.send('PUB up 2\r\nhi\r\n');
      await wire.expect('MSG up 1 2\r\nhi\r\n');
    });

    for (const [what, connect, complaint] of [
      ['a client', { lang: 'go' }, 'attempted to connect to leaf node port'],
      ['a gateway', { gateway: 'G' }, 'Rejecting connection from gateway "G" on the leafnode port'],
      ['of a cluster with a blank', { cluster: 'a b' }, 'cluster name cannot contain spaces'],
      ['of the same cluster', { cluster: 'HUBS' }, 'remote leafnode has same cluster name'],
      [
        'too old',
        { version: '2.9.0' },
        'connection rejected since minimum version required is "2.10.0"',
      ],
      ['nobody', { user: 'x' }, 'Authorization Violation'],
    ] as const) {
      it(`not as ${what}`, async () => {
        const hub = await start({
          ...HUB,
          cluster: { name: 'HUBS', port: -1 },
          leafnodes: { port: -1, minVersion: '2.10.0' },
        });
        const wire = await RawClient.connect(hub.leafnodePort!);
        const said = { user: 'leaf', pass: 'leaf', name: 'raw', version: '2.12.0', ...connect };
        wire.send(`CONNECT ${JSON.stringify(said)}\r\n`);
        if (what === 'too old') assert.equal((await wire.expectInfo())['connect_info'], true);
        await wire.expectClosed(`-ERR '${complaint}'\r\n`);
      });
    }

    it('not where its account is full', async () => {
      const full = { A: { ...users('a', 'leaf'), limits: { maxLeafnodes: 0 } } };
      const hub = await start({ ...HUB, accounts: full });
      const wire = await RawClient.connect(hub.leafnodePort!);
      wire.send('CONNECT {"user":"leaf","pass":"leaf","name":"raw"}\r\n');
      await wire.expectClosed("-ERR 'maximum account active connections exceeded'\r\n");
    });
  });

  describe('encrypted', () => {
    const tls = { ...pairOptions('server'), caFile: certificateFile('ca') };
    const ca = { caFile: certificateFile('ca') };

    it('after INFO, and before it', async () => {
      for (const handshakeFirst of [false, true]) {
        const hub = await start({
          ...HUB,
          leafnodes: { port: -1, tls: { ...tls, handshakeFirst } },
        });
        const spoke = await start(
          spokeOf(hub, {
            urls: [`nats-leaf://leaf:leaf@localhost:${hub.leafnodePort}`],
            tls: { ...ca, handshakeFirst },
          }),
        );
        await together(hub);
        assert.ok(hub.leafnodes[0]!.transport.tls !== undefined);
        await assertBound(hub, spoke);
      }
    });

    it('with certificates on both sides, which name the user', async () => {
      const accounts = {
        A: { users: [{ user: 'a', password: 'a' }, { user: 'derek@nats.example' }] },
      };
      const hub = await start({
        ...HUB,
        accounts,
        leafnodes: { port: -1, tls: { ...tls, verifyAndMap: true } },
      });
      await start(
        spokeOf(hub, {
          urls: [`nats-leaf://localhost:${hub.leafnodePort}`],
          tls: { ...ca, ...pairOptions('client') },
        }),
      );
      await together(hub);
    });

    it('not by a server that it does not trust', async () => {
      const log = new LogRecorder();
      const hub = await start({ ...HUB, leafnodes: { port: -1, tls } });
      await start({ ...spokeOf(hub), logger: log });
      await eventually(
        () => log.lines.some((line) => line.includes('TLS handshake error')),
        () => 'the handshake did not fail',
      );
      assert.equal(hub.leafnodes.length, 0);
    });
  });

  describe('by websocket', () => {
    for (const options of [{}, { wsCompression: true }, { wsNoMasking: true }]) {
      it(`connects with ${JSON.stringify(options)}`, async () => {
        const hub = await start({
          ...HUB,
          websocket: { port: -1, noTls: true, compression: true },
        });
        const spoke = await start(
          spokeOf(hub, { urls: [`ws://leaf:leaf@127.0.0.1:${hub.websocketPort}`], ...options }),
        );
        await together(hub);
        await assertBound(hub, spoke);
      });
    }

    it('connects through a proxy that asks for a password', async () => {
      const hub = await start({ ...HUB, websocket: { port: -1, noTls: true } });
      const asked: string[] = [];
      const proxy = createServer();
      proxy.on('connect', ({ url = '', headers }, socket: Socket) => {
        asked.push(`${url} ${headers['proxy-authorization']}`);
        const way = connectTo(hub.websocketPort!, '127.0.0.1', () => {
          socket.write('HTTP/1.1 200 OK\r\n\r\n');
          way.pipe(socket).pipe(way);
        });
        for (const each of [way, socket]) each.on('error', () => way.destroy());
      });
      await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
      ends.push(() => new Promise((resolve) => proxy.close(resolve)));
      const { port } = proxy.address() as AddressInfo;
      const spoke = await start(
        spokeOf(hub, {
          urls: ['ws://leaf:leaf@hub.example:1234'],
          proxy: { url: `http://127.0.0.1:${port}`, username: 'p', password: 'q' },
        }),
      );
      await together(hub);
      assert.deepEqual(asked, [`hub.example:1234 Basic ${Buffer.from('p:q').toString('base64')}`]);
      await assertBound(hub, spoke);
    });

    it('connects encrypted', async () => {
      const tls = { ...pairOptions('server'), caFile: certificateFile('ca') };
      const hub = await start({ ...HUB, websocket: { port: -1, tls } });
      const spoke = await start(
        spokeOf(hub, {
          urls: [`wss://leaf:leaf@localhost:${hub.websocketPort}`],
          tls: { caFile: certificateFile('ca') },
        }),
      );
      await together(hub);
      await assertBound(hub, spoke);
    });

    it('is turned away where no leafnodes are accepted', async () => {
      const log = new LogRecorder();
      const hub = await start({
        port: 0,
        websocket: { port: -1, noTls: true },
        logger: log,
      });
      await start(spokeOf(hub, { urls: [`ws://leaf:leaf@127.0.0.1:${hub.websocketPort}`] }));
      await eventually(
        () => log.lines.some((line) => line.includes('Not configured to accept')),
        () => 'nothing is said of it',
      );
    });
  });

  it('takes on other remotes when the options are read again', async () => {
    const first = await start(HUB);
    const second = await start({ ...HUB, serverName: 'SECOND' });
    const options = spokeOf(first);
    const spoke = await start(options);
    await together(first);
    await spoke.reload(spokeOf(first, { disabled: true }));
    await together(first, 0);
    await spoke.reload(options);
    await together(first);
    await spoke.reload(spokeOf(second));
    await together(first, 0);
    await together(second);
    await assertBound(second, spoke);
  });

  it('keeps a connection over a reload that says the same of it', async () => {
    const { hub, spoke } = await pair();
    const [before] = hub.leafnodes;
    await spoke.reload({ ...spokeOf(hub), maxPayload: 4096 });
    assert.equal(hub.leafnodes[0], before);
  });

  it('goes without any when the options name none any more, and has none without a start', async () => {
    const { hub, spoke } = await pair();
    const none = { ...spokeOf(hub), leafnodes: { reconnectMs: 20 } };
    await spoke.reload(none);
    await together(hub, 0);
    const bare = await start({ port: 0 });
    await assert.rejects(bare.reload({ leafnodes: { remotes: [] } }), { code: 'ERR_RELOAD' });
  });

  it('tells the system account who came and went, and lets it kick', async () => {
    const hub = await start({
      ...HUB,
      accounts: { A: users('a', 'leaf'), SYS: users('s') },
      systemAccount: 'SYS',
    });
    const system = await client(hub, 's');
    const events: { type: string; client: { kind: string; name: string; id: number } }[] = [];
    for (const what of ['CONNECT', 'DISCONNECT']) {
      system.subscribe(`$SYS.ACCOUNT.A.${what}`, {
        callback: (_, message) => void events.push(message.json()),
      });
    }
    await system.flush();
    await start(spokeOf(hub));
    await together(hub);
    await eventually(
      () => events.length === 1,
      () => 'nobody is told',
    );
    const [{ type, client: came }] = events as [(typeof events)[0]];
    assert.deepEqual(
      [type, came.kind, came.name],
      ['io.nats.server.advisory.v1.client_connect', 'Leafnode', 'SPOKE'],
    );
    const connz = await system.request(`$SYS.REQ.SERVER.${hub.id}.LEAFZ`, '', { timeout: 5000 });
    assert.equal(connz.json<{ data: { leafnodes: number } }>().data.leafnodes, 1);
    await system.request(`$SYS.REQ.SERVER.${hub.id}.KICK`, JSON.stringify({ cid: came.id }), {
      timeout: 5000,
    });
    await eventually(
      () => events.length === 3,
      () => `told was ${events.map((event) => event.type).join()}`,
    );
    assert.match(events[1]!.type, /client_disconnect$/);
  });

  it('closes whose user has gone', async () => {
    const { hub } = await pair();
    await hub.reload({ ...HUB, accounts: { A: users('a'), OTHER: users('o') } });
    await together(hub, 0);
  });
});

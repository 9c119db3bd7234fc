// Super-clusters of servers in this process: how clusters find each other, and what passes.
import assert from 'node:assert/strict';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { Server, type StartOptions } from '../../../src/server/server.ts';
import { certificateFile, pairOptions } from '../../support/certificates.ts';
import { eventually } from '../../support/eventually.ts';
import { LogRecorder } from '../../support/log-recorder.ts';

type GatewaySettings = NonNullable<StartOptions['gateway']>;

describe('Gateways', function () {
  // Other clusters are dialed a second after the start.
  this.timeout(20_000);
  const ends: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  /** A server `name` of the cluster that its first letter names, told of `known` servers. */
  async function start(
    name: string,
    known: readonly Server[] = [],
    gateway: GatewaySettings = {},
    more: Partial<StartOptions> = {},
  ): Promise<Server> {
    const cluster = clusterOf(name);
    const mates = known.filter((other) => clusterOf(other.name) === cluster);
    const others = known.filter((other) => clusterOf(other.name) !== cluster);
    const server = await Server.start({
      port: 0,
      serverName: name,
      accounts: {
        A: {
          users: [{ user: 'a', password: 'p' }],
          exports: [{ service: 'svc.>' }],
        },
        B: {
          users: [{ user: 'b', password: 'p' }],
          imports: [{ service: { account: 'A', subject: 'svc.>' } }],
        },
        SYS: { users: [{ user: 'sys', password: 'p' }] },
      },
      systemAccount: 'SYS',
      cluster: {
        name: cluster,
        port: -1,
        routes: mates.map(({ clusterPort }) => `nats-route://127.0.0.1:${clusterPort}`),
      },
      gateway: {
        name: cluster,
        port: -1,
        gateways: others.map((other) => ({
          name: clusterOf(other.name),
          urls: [`nats://127.0.0.1:${other.gatewayPort}`],
        })),
        ...gateway,
      },
      ...more,
    });
    ends.push(() => server.stop());
    return server;
  }

  async function client(server: Server, user = 'a'): Promise<NatsConnection> {
    const nats = await connect({
      ...{ servers: `127.0.0.1:${server.port}`, user, pass: 'p', reconnect: false },
    });
    ends.push(() => nats.close());
    return nats;
  }

  /** Answers `subject` by the name of the server. */
  async function serve(server: Server, subject: string, queue = ''): Promise<NatsConnection> {
    const nats = await client(server);
    nats.subscribe(subject, { queue, callback: (_, message) => void message.respond(server.name) });
    await nats.flush();
    return nats;
  }

  const answer = async (nats: NatsConnection, subject: string): Promise<string> =>
    (await nats.request(subject, '', { timeout: 2_000 })).string();

  it('finds clusters that nobody configured: by who dials, by gossip, and by the own cluster', async () => {
    const a1 = await start('a1');
    const a2 = await start('a2', [a1]);
    const b1 = await start('b1', [a1]);
    const c1 = await start('c1', [b1]);
    const all = [a1, a2, b1, c1];
    await whole(all);
    for (const server of all) {
      const own = clusterOf(server.name);
      const names = ['A', 'B', 'C'].filter((name) => name !== own);
      assert.deepEqual([...server.gateways!.outbound.keys()].sort(), names, server.name);
    }
    const isConfigured = (server: Server, name: string) =>
      server.gateways!.outbound.get(name)!.isConfigured;
    assert.equal(isConfigured(b1, 'A'), true);
    assert.equal(isConfigured(a1, 'B'), false);
    assert.equal(isConfigured(a2, 'C'), false);
  });

  it('answers requests of other clusters, from any server to any, with headers, and says if nobody is there', async () => {
    const a1 = await start('a1');
    const a2 = await start('a2', [a1]);
    const b1 = await start('b1', [a1]);
    const b2 = await start('b2', [a1, b1]);
    const all = [a1, a2, b1, b2];
    await whole(all);
    for (const there of [b1, b2]) await serve(there, `ask.${there.name}`);
    for (const here of [a1, a2]) {
      const nats = await client(here);
      for (const there of [b1, b2]) {
        // Interest comes by way of one server of the other cluster.
        await eventually(
          () => answer(nats, `ask.${there.name}`),
          () => 'no answer',
        );
        for (let number = 0; number < 50; number++) {
          assert.equal(await answer(nats, `ask.${there.name}`), there.name);
        }
      }
      await assert.rejects(answer(nats, 'nobody'), /no responders/);
    }
  });

  it('asks services of other accounts there', async () => {
    const a1 = await start('a1');
    const b1 = await start('b1', [a1]);
    await whole([a1, b1]);
    await serve(b1, 'svc.time');
    const nats = await client(a1, 'b');
    await eventually(
      () => answer(nats, 'svc.time'),
      () => 'no answer',
    );
    for (let number = 0; number < 20; number++) assert.equal(await answer(nats, 'svc.time'), 'b1');
  });

  it('hears each message once, wherever it is said', async () => {
    const a1 = await start('a1');
    const a2 = await start('a2', [a1]);
    const b1 = await start('b1', [a1]);
    const b2 = await start('b2', [a1, b1]);
    const c1 = await start('c1', [a1]);
    const all = [a1, a2, b1, b2, c1];
    await whole(all);
    const clients = await Promise.all(all.map((server) => client(server)));
    const heard = clients.map(() => [] as string[]);
    for (const [at, nats] of clients.entries()) {
      nats.subscribe('news', { callback: (_, message) => void heard[at]!.push(message.string()) });
      await nats.flush();
    }
    await eventually(
      async () => {
        for (const [at, nats] of clients.entries()) nats.publish('news', `probe ${at}`);
        await Promise.all(clients.map((nats) => nats.flush()));
        return heard.every((list) => new Set(list).size === clients.length);
      },
      () => JSON.stringify(heard),
    );
    const wanted = clients.flatMap((_, at) =>
      Array.from({ length: 200 }, (__, number) => `${at} ${number}`),
    );
    for (const text of wanted) clients[Number(text.split(' ')[0])]!.publish('news', text);
    const counted = () => heard.map((list) => list.filter((text) => !text.startsWith('probe')));
    await eventually(
      () => counted().every((list) => list.length >= wanted.length),
      () =>
        counted()
          .map(({ length }) => length)
          .join(),
    );
    for (const list of counted()) assert.deepEqual(list.sort(), wanted.toSorted());
  });

  it('finds all servers of all clusters by the system account', async () => {
    const a1 = await start('a1');
    const a2 = await start('a2', [a1]);
    const b1 = await start('b1', [a1]);
    await whole([a1, a2, b1]);
    const system = await client(a2, 'sys');
    await eventually(
      async () => {
        const names: string[] = [];
        const replies = await system.requestMany('$SYS.REQ.SERVER.PING', '', { maxWait: 300 });
        for await (const reply of replies) {
          const { server } = reply.json<{ server: { name: string; cluster: string } }>();
          names.push(`${server.cluster}/${server.name}`);
        }
        return names.sort().join() === 'A/a1,A/a2,B/b1';
      },
      () => 'not all answer',
    );
  });

  it('prefers its own cluster, and takes another one as long as nobody is there', async () => {
    const a1 = await start('a1');
    const a2 = await start('a2', [a1]);
    const b1 = await start('b1', [a1]);
    await whole([a1, a2, b1]);
    await serve(b1, 'work', 'q');
    const near = await serve(a2, 'work', 'q');
    const nats = await client(a1);
    await eventually(
      async () => (await answer(nats, 'work')) === 'a2',
      () => 'the far one answers',
    );
    for (let number = 0; number < 30; number++) assert.equal(await answer(nats, 'work'), 'a2');
    await near.drain();
    await eventually(
      async () => (await answer(nats, 'work')) === 'b1',
      () => 'nobody takes over',
    );
    await serve(a1, 'work', 'q');
    assert.equal(await answer(nats, 'work'), 'a1');
  });

  it('finds a cluster again that was away, by another of its servers, too', async () => {
    const a1 = await start('a1');
    const b1 = await start('b1', [a1]);
    const b2 = await start('b2', [a1, b1]);
    await whole([a1, b1, b2]);
    const remoteName = () => a1.gateways!.outbound.get('B')?.connection.options.name;
    const [lost, left] = remoteName() === b1.id ? [b1, b2] : [b2, b1];
    await lost.stop();
    await eventually(
      () => remoteName() === left.id,
      () => `connected to ${remoteName()}`,
    );
    await whole([a1, left]);
  });

  describe('with TLS', () => {
    const tls = { ...pairOptions('route'), caFile: certificateFile('route'), verify: true };

    it('encrypts both ways', async () => {
      const [log, other] = [new LogRecorder(), new LogRecorder()];
      const a1 = await start('a1', [], { tls }, { logger: log });
      const b1 = await start('b1', [a1], { tls }, { logger: other });
      await whole([a1, b1]);
      const [inbound] = a1.gateways!.inbound.get('B')!;
      assert.ok(inbound!.connection.transport.tls !== undefined);
      await log.until(/Starting TLS gateway server handshake/);
      await other.until(/Starting TLS gateway client handshake/);
    });

    it('refuses a certificate for another name', async () => {
      const a1 = await start('a1', [], {
        tls: { ...pairOptions('server-other'), caFile: certificateFile('ca') },
      });
      const log = new LogRecorder();
      const ca = { ...pairOptions('server'), caFile: certificateFile('ca') };
      await start('b1', [a1], { tls: ca }, { logger: log });
      await log.until(/error .*TLS gateway handshake error: .*127\.0\.0\.1/);
    });
  });

  it('lets in who has the password, and tells an implicit cluster its own', async () => {
    const authorization = { user: 'u', password: 'p' };
    const a1 = await start('a1', [], { authorization });
    const b1 = await start('b1', [a1], { authorization });
    await whole([a1, b1]);
    const log = new LogRecorder();
    await start('c1', [a1], { authorization: { user: 'u', password: 'x' } }, { logger: log });
    await log.until(/Gateway Error 'Authorization Violation'/);
  });

  it('lets nobody in whom it does not know, if it is to', async () => {
    const a1 = await start('a1', [], { rejectUnknown: true });
    const log = new LogRecorder();
    await start('b1', [a1], {}, { logger: log });
    await log.until(/Gateway Error 'Connection to gateway "A" rejected'/);
    assert.equal(a1.gateways!.outbound.size, 0);
  });
});

/** `A` of `a1`. */
function clusterOf(name: string): string {
  return name[0]!.toUpperCase();
}

/** Each server has a gateway to each other cluster, and a route to each other server of its own. */
async function whole(servers: readonly Server[]): Promise<void> {
  const lacks = () =>
    servers.flatMap((server) => {
      const own = clusterOf(server.name);
      const clusters = new Set(servers.map(({ name }) => clusterOf(name)));
      const routes = new Set(server.routes.map(({ remoteId }) => remoteId));
      return [
        ...[...clusters].filter(
          (name) => name !== own && !isWhole(server.gateways!.outbound.get(name)?.accounts),
        ),
        ...servers
          .filter((other) => other !== server && clusterOf(other.name) === own)
          .filter(({ id }) => !routes.has(id))
          .map(({ name }) => name),
      ].map((name) => `${server.name} lacks ${name}`);
    });
  await eventually(
    () => lacks().length === 0,
    () => lacks().join(),
  );
}

/** All accounts have been told. */
function isWhole(accounts: ReadonlyMap<string, { readonly mode: string }> | undefined): boolean {
  const modes = ['A', 'B', 'SYS'].map((name) => accounts?.get(name)?.mode);
  return modes.every((mode) => mode === 'Interest-Only');
}

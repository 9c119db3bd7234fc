// The monitoring endpoints of natsx and of every nats-server that is found, after the same load: the same status and
// content type, the same keys in the same order, the same values where they don't tell of the machine or the hour.
import assert from 'node:assert/strict';
import { Server } from '../../src/server/server.ts';
import { findPeers, isAtLeast, skipWithout, startPeer, type Peer } from '../support/peers.ts';
import { RawClient } from '../support/raw-client.ts';
import { compareAnswers, isSame, type Fetched } from './monitoring-answers.ts';

/** `CID` stands for the id of the client called alice, and `GONE` for that of one that left. */
const TARGETS = [
  '/varz',
  '/connz',
  '/connz?auth=1',
  '/connz?auth=true&subs=1',
  '/connz?auth=t&subs=detail',
  '/connz?subs=0&auth=F',
  '/connz?state=closed',
  '/connz?state=CLOSED&subs=1&auth=1',
  '/connz?state=closed&subs=detail&auth=1',
  '/connz?state=any&subs=detail',
  '/connz?state=all&limit=2',
  '/connz?state=all&offset=1&limit=2',
  '/connz?offset=1',
  '/connz?offset=99',
  '/connz?offset=-3&limit=-3',
  '/connz?limit=1',
  '/connz?cid=CID',
  '/connz?cid=CID&subs=detail&auth=1',
  '/connz?cid=GONE',
  '/connz?cid=GONE&state=closed',
  '/connz?cid=GONE&state=all',
  '/connz?cid=99999',
  '/connz?user=bob&auth=1',
  '/connz?user=nobody',
  '/connz?user=bob&state=all',
  '/connz?acc=$G',
  '/connz?mqtt_client=x',
  '/connz?subs=%zz',
  '/connz?auth=1&auth=0',
  ...[
    ...['', 'cid', 'start', 'subs', 'pending', 'msgs_to', 'msgs_from', 'bytes_to', 'bytes_from'],
    ...['last', 'idle', 'uptime', 'stop', 'reason', 'nonsense'],
  ].flatMap((order) => [`/connz?sort=${order}`, `/connz?sort=${order}&state=closed`]),
  ...['x', 'tRue', '2', '%00%C3%A9"'].map((value) => `/connz?auth=${value}`),
  ...['x', '1.5', '+1', '1_0', '0x1', '99999999999999999999'].map((n) => `/connz?limit=${n}`),
  ...['-1', 'x', '99999999999999999999'].map((n) => `/connz?cid=${n}`),
  '/connz?offset=x',
  '/connz?subs=x',
  '/connz?state=x',
  '/subsz',
  '/subsz?subs=1',
  '/subsz?subs=1&offset=99',
  '/subsz?subs=1&test=c',
  '/subsz?subs=1&test=nobody.hears',
  '/subsz?subs=1&acc=$G&test=a.b',
  '/subsz?subs=1&acc=nope',
  '/subsz?test=a.*',
  '/subsz?subs=detail',
  '/subsz?limit=x',
  '/subscriptionsz?subs=1&test=c',
  '/accountz',
  '/accountz?acc=$G',
  '/accountz?acc=nope',
  '/accstatz',
  '/accstatz?unused=1',
  '/accstatz?unused=x',
  '/routez',
  '/routez?subs=1',
  '/routez?subs=detail',
  '/routez?subs=x',
  '/gatewayz',
  '/gatewayz?accs=1&gw_name=x&acc_name=y',
  '/gatewayz?accs=x',
  '/leafz',
  '/leafz?subs=1&acc=$G',
  '/leafz?subs=detail',
  '/jsz',
  '/jsz?accounts=1&streams=1&consumers=1&config=1&raft=1&limit=1&offset=1',
  '/jsz?leader-only=1',
  '/jsz?limit=x',
  '/healthz',
  '/healthz?js-enabled-only=1',
  '/healthz?js-server-only=1',
  '/healthz?js-enabled-only=x',
  '/ipqueuesz',
  '/nope',
  '/varz/',
  '/VARZ',
];

/** Asked of current servers only: the old one does not know them, or says it otherwise. */
const CURRENT_TARGETS = [
  '/healthz?stream=s',
  '/healthz?consumer=c',
  '/raftz',
  '/healthz?details=1',
  '/healthz?details=1&stream=s',
  '/connz?sort=rtt',
  '/connz?sort=rtt&state=closed',
];

/** Of these the whole comes in an order that depends on the hour, or on what was on its way. */
const TIMED_ORDER = /sort=(last|idle|uptime|rtt|stop|pending)\b/;

interface Watched {
  readonly port: number;
  readonly monitorPort: number;
  stop(): Promise<void>;
}

describe('Monitoring', function () {
  const peers = findPeers('nats-server');
  let own: Watched | undefined;
  let ownClients: RawClient[] = [];

  before(async function () {
    if (peers.length === 0) {
      skipWithout(this, 'no nats-server on the PATH', 'apt-get install nats-server', true);
    }
    own = await startOwn();
    ownClients = await load(own);
  });
  after(async () => {
    for (const client of ownClients) await client.close();
    await own?.stop();
  });

  for (const peer of peers) {
    describe(`beside nats-server ${peer.version} (${peer.path})`, () => {
      let theirs: Watched | undefined;
      let theirClients: RawClient[] = [];

      before(async () => {
        theirs = await startTheirs(peer);
        theirClients = await load(theirs);
      });
      after(async () => {
        for (const client of theirClients) await client.close();
        await theirs?.stop();
      });

      const isCurrent = isAtLeast(peer.version, '2.12.0');
      for (const target of [...TARGETS, ...(isCurrent ? CURRENT_TARGETS : [])]) {
        it(`answers ${target}`, async () => {
          const [ours, other] = await Promise.all([ask(own!, target), ask(theirs!, target)]);
          assert.deepEqual(
            compareAnswers(ours, other, { isCurrent, isTimed: TIMED_ORDER.test(target) }),
            [],
          );
        });
      }

      for (const method of ['HEAD', 'POST', 'OPTIONS', 'DELETE']) {
        it(`answers ${method}`, async () => {
          const [ours, other] = await Promise.all(
            [own, theirs].map((server) => ask(server!, '/healthz', method)),
          );
          assert.deepEqual(compareAnswers(ours!, other!, { isCurrent, isTimed: false }), []);
        });
      }
    });
  }

  it('would see a difference', () => {
    const answer: Fetched = { status: 200, type: 'application/json', text: '{"a":1}', cors: '*' };
    assert.ok(isSame(answer, answer));
    for (const other of [
      { ...answer, status: 400 },
      { ...answer, type: 'text/plain' },
      { ...answer, text: '{"a":2}' },
      { ...answer, text: '{"a":"1"}' },
      { ...answer, text: '{"a":1,"b":1}' },
      { ...answer, text: '{}' },
    ]) {
      assert.ok(!isSame(answer, other), other.text);
    }
  });
});

async function startOwn(): Promise<Watched> {
  const server = await Server.start({
    port: 0,
    serverName: 'A',
    http: { host: '127.0.0.1', port: 0 },
    noSystemAccount: true,
  });
  return { port: server.port, monitorPort: server.monitorPort!, stop: () => server.stop() };
}

async function startTheirs(peer: Peer): Promise<Watched> {
  // Without its system account there are no subscriptions but those of the load.
  const settings = 'server_name: A\nhttp: "127.0.0.1:-1"\nno_system_account: true';
  const server = await startPeer(peer, settings);
  const [, monitorPort] = /Starting http monitor on 127\.0\.0\.1:(\d+)/.exec(server.log())!;
  return { port: server.port, monitorPort: Number(monitorPort), stop: () => server.stop() };
}

/** Three clients that stay, and four that are gone for different reasons. No two sent or got as much: nothing is a tie. */
async function load(server: Watched): Promise<RawClient[]> {
  const stay: RawClient[] = [];
  for (const lines of [
    'CONNECT {"verbose":false,"name":"alice <&>","lang":"go","version":"1.2"}\r\n' +
      'SUB a.b q 1\r\nSUB c 2\r\nSUB x.* 3\r\nUNSUB 3 10\r\nPUB x.1 3\r\nabc\r\nPUB c 2\r\nhi\r\n',
    'CONNECT {"verbose":false,"user":"bob","pass":"x","lang":"c","headers":true}\r\nSUB c s\r\nPUB c 6\r\nhello!\r\n',
    'CONNECT {"verbose":false,"auth_token":"secret"}\r\n',
  ]) {
    const client = await RawClient.connect(server.port);
    client.send(lines);
    await client.settle();
    stay.push(client);
  }
  for (const last of ['', 'FOO\r\n', 'PUB c 2000000\r\n', 'SUB a b c d e\r\n']) {
    const client = await RawClient.connect(server.port);
    client.send('CONNECT {"verbose":false,"name":"gone"}\r\nSUB gone q 1\r\nSUB c 2\r\n');
    await client.settle();
    client.send(last);
    if (last === '') await client.close();
    else await client.closed;
    client.destroy();
  }
  const closed = async (): Promise<number> => {
    const { text } = await ask(server, '/connz?state=closed');
    return (JSON.parse(text) as { total: number }).total;
  };
  const until = Date.now() + 5_000;
  while ((await closed()) < 4) assert.ok(Date.now() < until, 'four connections were to be closed');
  return stay;
}

async function ask(server: Watched, target: string, method = 'GET'): Promise<Fetched> {
  const base = `http://127.0.0.1:${server.monitorPort}`;
  const first = await firstId(base);
  const ids = target.replace('CID', String(first)).replace('GONE', String(first + 3));
  const response = await fetch(base + ids, { method });
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    cors: response.headers.get('access-control-allow-origin'),
    text: (await response.text()).replaceAll(
      /"cid": (\d+)/g,
      (_, id) => `"cid": ${Number(id) - first}`,
    ),
  };
}

/** The id of the first client: nats-server has given some to itself before. */
async function firstId(base: string): Promise<number> {
  const { connections } = (await (await fetch(`${base}/connz?limit=1`)).json()) as {
    connections: readonly { cid: number }[];
  };
  return connections[0]!.cid;
}

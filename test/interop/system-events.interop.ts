// What natsx and every nats-server that is found tell their system account of the same: the same subjects in the same
// order, the same keys and types, numbers of the same size.
import assert from 'node:assert/strict';
import { findPeers, skipWithout } from '../support/peers.ts';
import type { RawClient } from '../support/raw-client.ts';
import { compareShapes } from './system-shapes.ts';
import { Watched, type Heard } from './system-watch.ts';

interface Scene {
  readonly name: string;
  /** Does something, and tells what was heard of it. */
  play(watched: Watched, clients: Map<string, RawClient>): Promise<Heard[]>;
  /** Old servers do not know it. */
  readonly isNew?: true;
}

const SCENES: readonly Scene[] = [
  {
    name: 'a client connects',
    async play(watched, clients) {
      clients.set('a', await watched.login('a'));
      return watched.until(/A\.CONNECT$/);
    },
  },
  {
    name: 'another one of the same account, after some traffic',
    async play(watched, clients) {
      clients.get('a')!.send('SUB foo 1\r\nPUB foo 2\r\nhi\r\n');
      await clients.get('a')!.settle();
      clients.set('limited', await watched.login('limited'));
      return watched.until(/A\.CONNECT$/);
    },
  },
  {
    name: 'somebody has no such user',
    async play(watched) {
      const client = await watched.login('nobody');
      await client.closed;
      return watched.until(watched.isOld ? /AUTH\.ERR$/ : /\$G\.DISCONNECT$/);
    },
  },
  {
    name: 'somebody says nothing of who he is',
    async play(watched, clients) {
      const client = await watched.connect();
      client.send('PING\r\n');
      clients.set('b', client);
      return watched.until(watched.isOld ? /B\.SERVER\.CONNS$/ : /B\.CONNECT$/);
    },
  },
  {
    name: 'and then says that he is somebody else',
    async play(watched, clients) {
      clients.get('b')!.send('CONNECT {"user":"a","pass":"p","verbose":false}\r\n');
      return watched.until(/A\.CONNECT$/);
    },
  },
  {
    name: 'a client breaks the protocol',
    async play(watched, clients) {
      clients.get('a')!.send('PUB foo\r\n');
      return watched.until(/A\.DISCONNECT$/);
    },
  },
  {
    name: 'a client leaves',
    async play(watched, clients) {
      await clients.get('limited')!.close();
      return watched.until(/A\.DISCONNECT$/);
    },
  },
  {
    name: 'everybody is asked how he is',
    async play(watched) {
      watched.publish('$SYS.REQ.SERVER.PING.STATSZ');
      return watched.until(/STATSZ$/);
    },
  },
  {
    name: 'a client is thrown out',
    isNew: true,
    async play(watched, clients) {
      const [answer] = await watched.request('$SYS.REQ.SERVER.PING.CONNZ', '{"acc":"A"}');
      const { data } = JSON.parse(answer!.payload) as { data: { connections: { cid: number }[] } };
      const body = `{"cid":${data.connections[0]!.cid}}`;
      watched.publish('$SYS.REQ.SERVER.<id>.KICK', body, '_INBOX.kicked');
      await clients.get('b')!.closed;
      return watched.until(/A\.DISCONNECT$/);
    },
  },
  { name: 'the server stops', play: (watched) => watched.stop() },
];

describe('Events of the system account', function () {
  this.timeout(30_000);
  const peers = findPeers('nats-server');
  let own: Map<string, readonly Heard[]>;

  before(async function () {
    if (peers.length === 0)
      skipWithout(this, 'no nats-server on the PATH', 'apt-get install nats-server', true);
    own = await playAll(await Watched.start(undefined));
  });

  for (const peer of peers) {
    describe(`beside nats-server ${peer.version}`, () => {
      let theirs: Map<string, readonly Heard[]>;
      let isOld: boolean;
      before(async () => {
        const watched = await Watched.start(peer);
        isOld = watched.isOld;
        theirs = await playAll(watched);
      });

      for (const { name, isNew } of SCENES) {
        it(`are the same when ${name}`, function () {
          if (isNew === true && isOld) this.skip();
          compare(own.get(name)!, theirs.get(name)!, isOld);
        });
      }
    });
  }
});

async function playAll(watched: Watched): Promise<Map<string, readonly Heard[]>> {
  const heard = new Map<string, readonly Heard[]>();
  const clients = new Map<string, RawClient>();
  for (const scene of SCENES) {
    const { name, isNew } = scene;
    if (isNew !== true || !watched.isOld) heard.set(name, await scene.play(watched, clients));
  }
  return heard;
}

function compare(own: readonly Heard[], theirs: readonly Heard[], isOld: boolean): void {
  const [ours, wanted] = [inOrder(own, isOld), inOrder(theirs, isOld)];
  assert.deepEqual(
    ours.map(({ subject }) => subject),
    wanted.map(({ subject }) => subject),
  );
  ours.forEach(({ subject, payload }, at) => {
    compareShapes(JSON.parse(payload), JSON.parse(wanted[at]!.payload), { isOld }, subject);
  });
}

/**
 * By kind, in the order within each: kinds come from different threads of nats-server. Without what comes by the clock,
 * of which the last is kept where it was asked for; and without $G, of which old servers tell other things.
 */
function inOrder(heard: readonly Heard[], isOld: boolean): Heard[] {
  const kind = ({ subject }: Heard): string => subject.slice(subject.lastIndexOf('.') + 1);
  const told = heard.filter(
    ({ subject }) =>
      !subject.endsWith('.STATSZ') && !(isOld && /\.\$G\.|\.B\.CONNECT/.test(subject)),
  );
  const statsz = heard.filter(({ subject }) => subject.endsWith('.STATSZ')).slice(-1);
  const rest = told.length === 0 ? statsz : told;
  return [...rest].sort((one, other) =>
    kind(one) < kind(other) ? -1 : kind(one) > kind(other) ? 1 : 0,
  );
}

// The same requests to the system account of natsx and of every nats-server that is found: the same answers, as far as
// they do not tell of the machine, the hour or the program.
import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { findPeers, skipWithout } from '../support/peers.ts';
import { compareShapes } from './system-shapes.ts';
import { Watched, type Heard } from './system-watch.ts';

/** What is asked: a subject, a payload, a header. */
type Ask = readonly [subject: string, payload?: string, header?: string];

const SERVER = '$SYS.REQ.SERVER';
const ACCOUNT = '$SYS.REQ.ACCOUNT';

/** Old servers answer these, too. */
const ASKS: readonly Ask[] = [
  [`${SERVER}.PING`],
  [`${SERVER}.PING.STATSZ`],
  [`${SERVER}.<id>.STATSZ`],
  ...['VARZ', 'CONNZ', 'SUBSZ', 'ROUTEZ', 'GATEWAYZ', 'LEAFZ', 'JSZ'].flatMap((name): Ask[] => [
    [`${SERVER}.PING.${name}`],
    [`${SERVER}.<id>.${name}`, '{}'],
  ]),
  [`${SERVER}.PING.CONNZ`, '{"auth":true}'],
  [`${SERVER}.PING.CONNZ`, '{"auth":true,"subscriptions":true,"user":"a"}'],
  [`${SERVER}.PING.CONNZ`, '{"subscriptions_detail":true,"acc":"A"}'],
  [`${SERVER}.PING.CONNZ`, '{"limit":1,"offset":1}'],
  [`${SERVER}.PING.CONNZ`, '{"state":1}'],
  [`${SERVER}.PING.CONNZ`, '{"sort":"zz"}'],
  [`${SERVER}.PING.CONNZ`, '{"acc":"A","filter_subject":"fo*"}'],
  [`${SERVER}.PING.CONNZ`, '{"filter_subject":"foo"}'],
  [`${SERVER}.PING.CONNZ`, '{"user":"nobody"}'],
  [`${SERVER}.PING.CONNZ`, '{"cid":99999}'],
  [`${SERVER}.PING.CONNZ`, '{"unknown":[1]}'],
  [`${SERVER}.PING.ACCOUNTZ`, '{"account":"nope"}'],
  [`${SERVER}.PING.SUBSZ`, '{"subscriptions":true,"account":"A","test":"foo"}'],
  [`${SERVER}.PING.SUBSZ`, '{"test":"a.*"}'],
  [`${SERVER}.PING.NOPE`],
  // Who is meant.
  [`${SERVER}.PING.LEAFZ`, '{"server_name":"atch"}'],
  [`${SERVER}.PING.LEAFZ`, '{"server_name":"other"}'],
  [`${SERVER}.PING.LEAFZ`, '{"server_name":"watched","exact_match":true}'],
  [`${SERVER}.PING.LEAFZ`, '{"host":"127.0"}'],
  [`${SERVER}.PING.LEAFZ`, '{"host":"10.0"}'],
  [`${SERVER}.PING.LEAFZ`, '{"cluster":"C"}'],
  [`${SERVER}.PING.LEAFZ`, '{"tags":["AZ:1"]}'],
  [`${SERVER}.PING.LEAFZ`, '{"tags":["az:1","blue"]}'],
  [`${SERVER}.PING.LEAFZ`, '{"tags":["az:1","red"]}'],
  [`${SERVER}.PING.LEAFZ`, '{"domain":"hub"}'],
  [`${SERVER}.<id>.LEAFZ`, '{"server_name":"other"}'],
  [`${SERVER}.PING.STATSZ`, '{"server_name":"other"}'],
  // Of accounts.
  ...['CONNZ', 'LEAFZ', 'CONNS'].map((name): Ask => [`${ACCOUNT}.A.${name}`]),
  [`${ACCOUNT}.A.JSZ`],
  [`${ACCOUNT}.A.CONNZ`, '{"auth":true,"acc":"B"}'],
  [`${ACCOUNT}.NOPE.INFO`],
  [`${ACCOUNT}.NOPE.CONNS`],
  [`${ACCOUNT}.A.B.CONNZ`],
  [`${ACCOUNT}.A.CONNS`, '{"acc":"A"}'],
  [`${ACCOUNT}.A.STATZ`],
  [`${ACCOUNT}.B.STATZ`],
  [`${ACCOUNT}.B.STATZ`, '{"include_unused":true}'],
  [`${ACCOUNT}.NOPE.STATZ`],
  [`${ACCOUNT}.PING.STATZ`, '{"accounts":["A"]}'],
  [`${ACCOUNT}.PING.STATZ`, '{"accounts":["B"]}'],
  [`${ACCOUNT}.PING.STATZ`, '{"accounts":["NOPE"],"include_unused":true}'],
  [`${ACCOUNT}.NSUBS`, '{"acc":"A","subject":"foo"}'],
  [`${ACCOUNT}.NSUBS`, '{"acc":"A","subject":">"}'],
  [`${ACCOUNT}.NSUBS`, '{"acc":"A","subject":"nobody.hears"}'],
  [`${ACCOUNT}.NSUBS`, '{"acc":"A","subject":"work","queue":"Z3JvdXA="}'],
  [`${ACCOUNT}.NSUBS`, '{"acc":"NOPE","subject":"foo"}'],
  ['$SYS.DEBUG.SUBSCRIBERS', 'foo'],
];

/** Asked of current servers only: old ones do not know them, or answer otherwise. */
const NEW_ASKS: readonly Ask[] = [
  [`${SERVER}.PING.LEAFZ`, '{"server_name":"atch","exact_match":true}'],
  [`${SERVER}.PING.ACCOUNTZ`],
  [`${SERVER}.PING.ACCOUNTZ`, '{"account":"A"}'],
  [`${ACCOUNT}.A.SUBSZ`],
  [`${ACCOUNT}.PING.STATZ`],
  ['$SYS.REQ.USER.INFO'],
  [`${ACCOUNT}.A.INFO`],
  [`${SERVER}.PING.IDZ`],
  [`${SERVER}.<id>.IDZ`],
  [`${SERVER}.PING.HEALTHZ`],
  [`${SERVER}.PING.HEALTHZ`, '{"stream":"s","details":true}'],
  [`${SERVER}.PING.HEALTHZ`, '{"consumer":"c"}'],
  [`${SERVER}.PING.PROFILEZ`],
  [`${SERVER}.PING.PROFILEZ`, '{"name":"x"}'],
  [`${SERVER}.PING.RAFTZ`],
  [`${SERVER}.PING.HEALTHZ`, '', 'Accept-Encoding: br'],
  [`${SERVER}.PING.HEALTHZ`, '', 'Accept-Encoding: gzip'],
  [`${SERVER}.<id>.KICK`, '{"cid":99999}'],
  [`${SERVER}.<id>.LDM`, '{"cid":99999}'],
  [`${SERVER}.PING.KICK`, '{"cid":99999}'],
];

describe('Requests to the system account', function () {
  this.timeout(30_000);
  const peers = findPeers('nats-server');
  let own: Watched;

  before(async function () {
    if (peers.length === 0)
      skipWithout(this, 'no nats-server on the PATH', 'apt-get install nats-server', true);
    own = await set(await Watched.start(undefined));
  });
  after(async () => {
    if (peers.length > 0) await own.stop();
  });

  for (const peer of peers) {
    describe(`beside nats-server ${peer.version}`, () => {
      let theirs: Watched;
      before(async () => {
        theirs = await set(await Watched.start(peer));
      });
      after(() => theirs.stop());

      for (const ask of [...ASKS, ...NEW_ASKS]) {
        it(`answers ${ask.join(' ')}`, async function () {
          if (NEW_ASKS.includes(ask) && theirs.isOld) this.skip();
          const ours = await own.request(...ask);
          compare(ours, await theirs.request(...ask), theirs.isOld);
        });
      }
    });
  }
});

/** The clients that there are. */
async function set(watched: Watched): Promise<Watched> {
  const a = await watched.login('a');
  a.send('SUB foo 1\r\nSUB foo.* 2\r\nSUB work group 3\r\nPUB foo 2\r\nhi\r\n');
  await a.settle();
  await a.settle();
  const gone = await watched.login('limited');
  await gone.settle();
  await gone.close();
  await watched.until(/A\.DISCONNECT$/);
  return watched;
}

function compare(own: readonly Heard[], theirs: readonly Heard[], isOld: boolean): void {
  assert.equal(own.length, theirs.length, 'the number of answers');
  own.forEach(({ headers, payload }, at) => {
    const peer = theirs[at]!;
    if (!isOld) assert.equal(headers, peer.headers);
    if (headers.includes(' 503')) return;
    compareShapes(read(headers, payload), read(peer.headers, peer.payload), { isOld });
  });
}

function read(headers: string, payload: string): unknown {
  if (!headers.includes('gzip')) return JSON.parse(payload);
  return JSON.parse(gunzipSync(Buffer.from(payload, 'latin1')).toString());
}

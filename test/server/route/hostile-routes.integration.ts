// Peers on the route port that are not what they say, or mean harm: what becomes of each, ours and nats-server's alike,
// while messages go on between two servers that do belong together.
import assert from 'node:assert/strict';
import { findEngines, type Engine } from '../../support/engines.ts';
import { connectLine, infoLine, type RawRoutePeer } from '../../support/raw-route-peer.ts';
import type { Settings } from '../../support/topology.ts';
import { BesiegedCluster } from './besieged-cluster.ts';

const REFUSED = "-ERR 'Authorization Violation'\r\n";
const UNKNOWN = "-ERR 'Unknown Protocol Operation'\r\n";
const TOO_LONG = "-ERR 'maximum control line exceeded'\r\n";
const wrongCluster = (name: string) =>
  `-ERR 'Rejecting connection, cluster name "${name}" does not match "C"'\r\n`;

/** What a peer does that it should not. */
interface Offence {
  readonly name: string;
  readonly act: (peer: RawRoutePeer) => void;
  /** What it hears before the end. */
  readonly heard: string;
  /** Where nats-server does otherwise: it hears this, or is let be. */
  readonly theirs?: string;
  /** The same of nats-server before 2.10, if that is another thing again. */
  readonly old?: string;
}

const LET_BE = 'is let be';

const strangers: readonly Offence[] = [
  {
    name: 'is of another cluster',
    act: (peer) => peer.introduce({ cluster: 'X' }),
    heard: wrongCluster('X'),
  },
  {
    name: 'is of another cluster in INFO alone',
    act: ({ wire }) => wire.send(connectLine({ id: 'NX' }) + infoLine({ id: 'NX', cluster: 'X' })),
    heard: '',
  },
  {
    name: 'is of no cluster',
    act: (peer) => peer.introduce({ connect: { cluster: '' }, info: { cluster: '' } }),
    heard: wrongCluster(''),
  },
  {
    name: 'is a client',
    act: ({ wire }) => wire.send('CONNECT {"verbose":false,"lang":"go","version":"1"}\r\nPING\r\n'),
    heard: "-ERR 'attempted to connect to route port'\r\n",
  },
  {
    name: 'is a gateway',
    act: (peer) => peer.introduce({ connect: { gateway: 'G' } }),
    heard: `-ERR 'Rejecting connection from gateway "G" on the Route port'\r\n`,
  },
  { name: 'has the name of a server', act: (peer) => peer.introduce({ name: 'n1' }), heard: '' },
  {
    name: 'is the server itself',
    act: (peer) => peer.introduce({ id: String(peer.wire.info['server_id']) }),
    heard: '',
  },
  {
    name: 'speaks before CONNECT',
    act: ({ wire }) => wire.send('RS+ A >\r\n'),
    heard: REFUSED,
    old: LET_BE,
  },
  {
    name: 'speaks HTTP',
    act: ({ wire }) => wire.send('GET / HTTP/1.1\r\n\r\n'),
    heard: UNKNOWN,
    theirs: REFUSED,
    old: UNKNOWN,
  },
  {
    name: 'speaks in tongues',
    act: ({ wire }) => wire.send('\0\x01\xff\r\n'),
    heard: UNKNOWN,
    theirs: REFUSED,
    old: UNKNOWN,
  },
  { name: 'breaks off in CONNECT', act: ({ wire }) => wire.send('CONNECT {"x"\r\n'), heard: '' },
  {
    name: 'breaks off in INFO',
    act: ({ wire }) => wire.send(`${connectLine({})}INFO {"x"\r\n`),
    heard: '',
  },
  {
    name: 'never comes to an end',
    act: ({ wire }) => wire.send(`CONNECT {"name":"${'x'.repeat(200_000)}`),
    heard: TOO_LONG,
    old: '',
  },
];

const uninvited: readonly Offence[] = [
  { name: 'has no password', act: (peer) => peer.introduce(), heard: REFUSED },
  {
    name: 'has another password',
    act: (peer) => peer.introduce({ connect: { user: 'route', pass: 'guess' } }),
    heard: REFUSED,
  },
  {
    name: 'has a name of its own',
    act: (peer) => peer.introduce({ connect: { user: 'sys', pass: 'secret' } }),
    heard: REFUSED,
  },
  { name: 'speaks before CONNECT', act: say('RS+ A >'), heard: REFUSED },
  {
    name: 'says nothing',
    act: () => undefined,
    heard: "-ERR 'Authentication Timeout'\r\n",
    old: REFUSED,
  },
];

/** What members may not say, and what becomes of them. */
const members: readonly Offence[] = [
  { name: 'interest in nothing', act: say('RS+'), heard: UNKNOWN },
  { name: 'interest without a subject', act: say('RS+ A'), heard: '' },
  { name: 'interest of a group without its size', act: say('RS+ A a q'), heard: '' },
  { name: 'interest of a group of none', act: say('RS+ A a q 0'), heard: '', theirs: LET_BE },
  { name: 'interest of less than none', act: say('RS+ A a q -1'), heard: '', theirs: LET_BE },
  { name: 'interest of an uncounted group', act: say('RS+ A a q x'), heard: '', theirs: LET_BE },
  { name: 'a message of a negative size', act: say('RMSG A a -1'), heard: '' },
  { name: 'a message of no size', act: say('RMSG A a x'), heard: '' },
  { name: 'a message without a subject', act: say('RMSG A'), heard: '' },
  { name: 'a message to groups that are none', act: say('RMSG A a ! b q 1'), heard: '' },
  { name: 'a message longer than it said', act: say('RMSG A a 2\r\nxyz'), heard: UNKNOWN },
  { name: 'a message of 2 GB', act: say('RMSG A a 2000000000\r\nx'), heard: '' },
  { name: 'a header longer than its message', act: say('HMSG A a 5 3'), heard: '' },
  { name: 'an error', act: say("-ERR 'it burns'"), heard: '' },
  { name: 'what no server says', act: say('FOO'), heard: UNKNOWN },
  { name: 'another cluster afterwards', act: say('CONNECT {}'), heard: wrongCluster('') },
  {
    name: 'a line without end',
    act: ({ wire }) => wire.send(`RS+ A ${'x'.repeat(200_000)}`),
    heard: TOO_LONG,
    old: LET_BE,
  },
];

/** What they may say, however odd. */
const oddities: readonly string[] = [
  'RS+ nobody a',
  'RS- A never',
  'LS+ origin A a',
  'LS- A a',
  'RMSG nobody a 1\r\nx',
  'RMSG A a.* 1\r\nx',
  'LMSG origin A a 0 1\r\nx',
  'A+ x',
  '+OK',
];

for (const engine of findEngines().values()) {
  describe(`Hostile routes of ${engine.label}`, function () {
    this.timeout(60_000);

    describe('that let anybody in', () => {
      const besieged = besiege(engine);

      for (const offence of strangers) {
        it(`end with who ${offence.name}`, async () => {
          await outcome(besieged(), engine, offence, await besieged().stranger());
        });
      }

      for (const offence of members) {
        it(`end with who says ${offence.name}`, async () => {
          await outcome(besieged(), engine, offence, await besieged().member());
        });
      }

      for (const line of oddities) {
        it(`live with ${JSON.stringify(line)}`, async () => {
          const peer = await besieged().member();
          peer.wire.send(`${line}\r\n`);
          await peer.wire.settle();
          peer.destroy();
          await besieged().isUnharmed();
        });
      }
    });

    describe('that want a password', () => {
      const besieged = besiege(engine, { security: 'password' });

      for (const offence of uninvited) {
        it(`end with who ${offence.name}`, async () => {
          await outcome(besieged(), engine, offence, await besieged().stranger());
        });
      }
    });
  });
}

/** The offender hears what it must and is shown the door, or is let be; the others do not notice. */
async function outcome(
  besieged: BesiegedCluster,
  engine: Engine,
  { act, heard, theirs = heard, old = theirs }: Offence,
  peer: RawRoutePeer,
): Promise<void> {
  const expected = { natsx: heard, current: theirs, old }[engine.name];
  act(peer);
  if (expected !== LET_BE) {
    await peer.wire.closed;
    assert.equal(withoutInterest(peer.wire.unread), expected);
  }
  peer.destroy();
  await besieged.isUnharmed();
}

function besiege(engine: Engine, settings: Settings = {}): () => BesiegedCluster {
  let besieged: BesiegedCluster | undefined;
  before(async () => {
    besieged = await BesiegedCluster.start(engine, settings);
  });
  after(() => besieged?.[Symbol.asyncDispose]());
  return () => besieged!;
}

/** Interest comes and goes with the clients of the others. */
function withoutInterest(heard: string): string {
  return heard.replace(/[RL]S[+-] [^\r]*\r\n/g, '');
}

function say(line: string): (peer: RawRoutePeer) => void {
  return ({ wire }) => wire.send(`${line}\r\nPING\r\n`);
}

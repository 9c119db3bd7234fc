// Operators, accounts and users told to natsx and to nats-server in one configuration: the same users come in, may do the
// same, and hear the same when they may not.
import assert from 'node:assert/strict';
import { findPeers, isAtLeast, requirePeer, startPeer, type Peer } from '../support/peers.ts';
import { RawClient } from '../support/raw-client.ts';
import { tamperedWorld, type Attempt } from '../support/tampering.ts';
import { startOwn } from './configured.ts';
import { operatorConfiguration } from './operator-mode/configuration.ts';
import { Live, liveSessions } from './operator-mode/live-sessions.ts';
import { logins, type Login } from './operator-mode/logins.ts';

const AT_A_TIME = 40;

describe('operator mode, as nats-server has it', function () {
  this.timeout(120_000);
  const peers = findPeers('nats-server');
  if (peers.length === 0) {
    it('login by login', function () {
      requirePeer(this, 'nats-server');
    });
  }
  for (const peer of peers) {
    it(`lets in nobody whom nats-server ${peer.version} does not`, () => compareTampering(peer));
    it(`tells users the same as nats-server ${peer.version}`, () => compareLogins(peer));
    it(`follows other claims as nats-server ${peer.version}`, () => compareLive(peer));
  }
});

/** Users whom an old server lets in, and newer ones do not. */
const LET_IN_ONCE = [
  'bound to a subject that is none',
  'bound to a trusted proxy',
  'of an account that exports what is no subject',
];
/** What old servers did not know: ranges of nearly a day, templates that are wrong, ways in the template of a role. */
const KNOWN_SINCE = /23:59:59 to 23:59:58|nonsense|a role .*allowed_connection_types/;

/**
 * Changes that old servers tell only to those who come later; and services that are shared no more, of which they leave
 * a requester without an answer. Of connections that are too many they end any, and not the youngest.
 */
const FOLLOWED_SINCE = [
  'default permissions',
  'other default permissions',
  'exports go',
  'exports become private',
  'an activation is revoked',
  'activations that end',
  'fewer connections',
  'activations come',
];

async function compareTampering(peer: Peer): Promise<void> {
  const world = tamperedWorld();
  const isOld = !isAtLeast(peer.version, '2.12.0');
  const text = operatorConfiguration(world.operator, world.preload);
  const differences: string[] = [];
  await withBoth(peer, text, async (own, theirs) => {
    await eachAtATime(world.attempts, async ({ name, line }: Attempt) => {
      const [here, there] = await Promise.all([outcomeOf(own, line), outcomeOf(theirs, line)]);
      if (here === there || (isOld && LET_IN_ONCE.includes(name))) return;
      differences.push(`${name}\nhere:  ${here}\nthere: ${there}`);
    });
  });
  assert.deepEqual(differences, []);
}

async function compareLogins(peer: Peer): Promise<void> {
  const { operator, preload, all } = logins();
  const isOld = !isAtLeast(peer.version, '2.12.0');
  const text = operatorConfiguration(operator, preload);
  const differences: string[] = [];
  await withBoth(peer, text, async (own, theirs) => {
    await eachAtATime(all, async (login: Login) => {
      const line = (info: RawClient['info']) => login.user.connect(info, login.more);
      const outcome = (port: number) => outcomeOf(port, line, login);
      const [here, there] = await Promise.all([outcome(own), outcome(theirs)]);
      if (here === there || (isOld && KNOWN_SINCE.test(login.name))) return;
      differences.push(`${login.name}\nhere:  ${here}\nthere: ${there}`);
    });
  });
  assert.deepEqual(differences, []);
}

async function compareLive(peer: Peer): Promise<void> {
  const { operator, preload, sessions } = liveSessions();
  const isOld = !isAtLeast(peer.version, '2.12.0');
  const text = operatorConfiguration(operator, preload);
  const differences: string[] = [];
  await withBoth(peer, text, async (...ports) => {
    const played = sessions.filter(({ name }) => !isOld || !FOLLOWED_SINCE.includes(name));
    await eachAtATime(played, async (session) => {
      const { name } = session;
      const outcomes = ports.map(async (port) => {
        const live = await Live.open(port, operator);
        const told = await session.play(live).catch((error: unknown) => [String(error)]);
        await live.close();
        return told.join('\n  ');
      });
      const [here, there] = await Promise.all(outcomes);
      if (here !== there) differences.push(`${name}\nhere:\n  ${here}\nthere:\n  ${there}`);
    });
  });
  assert.equal(differences.join('\n\n'), '');
}

async function withBoth(
  peer: Peer,
  text: string,
  play: (own: number, theirs: number) => Promise<void>,
): Promise<void> {
  const own = await startOwn(text);
  try {
    const theirs = await startPeer(peer, text);
    try {
      await play(own.port, theirs.port);
    } finally {
      await theirs.stop();
    }
  } finally {
    await own.stop();
  }
}

async function eachAtATime<Item>(
  items: readonly Item[],
  play: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const work = async (): Promise<void> => {
    for (const item of queue) await play(item);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
}

/** All that a connection hears that says `line` and what follows, up to the last PONG or its end. */
async function outcomeOf(
  port: number,
  line: (info: RawClient['info']) => string,
  { then = '', endsAnyway = false }: Partial<Login> = {},
): Promise<string> {
  const client = await RawClient.connect(port);
  const pongs = (wanted: number) => (frames: readonly string[]) =>
    !endsAnyway && frames.filter((frame) => frame === 'PONG\r\n').length === wanted;
  client.send(`${line(client.info)}PING\r\n`);
  await client.waitFor(pongs(1), 'PONG', { orClosed: true });
  // nats-server looks for mappings when a read begins: what comes with CONNECT goes without.
  if (then !== '' && !client.isClosed) {
    client.send(`${then}PING\r\n`);
    await client.waitFor(pongs(2), 'PONG', { orClosed: true });
  }
  const { isClosed, unread } = client;
  await client.close();
  // The second INFO says different things of the servers; which of two subscriptions hears first, neither promises.
  const isTold = (text: string): boolean =>
    text !== '' && !text.startsWith('INFO ') && !(endsAnyway && text === 'PONG');
  return `${unread.split('\r\n').filter(isTold).sort().join(' | ')}${isClosed ? ' (closed)' : ''}`;
}

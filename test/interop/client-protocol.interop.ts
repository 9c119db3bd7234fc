// Plays every session to natsx and to nats-server and wants the same bytes on every connection, but for the list in
// differences.ts. Peers: the executable named by NATS_SERVER, and every nats-server on the PATH.
// One session alone: REPLAY='…' (a failure prints it) npx mocha -g replayed
import assert from 'node:assert/strict';
import { findPeers, requirePeer, type Peer } from '../support/peers.ts';
import { mismatch, playBoth, replayed, story } from './compare.ts';
import { cutsOf } from './cuts.ts';
import { differencesFrom, type Difference } from './differences.ts';
import { cutAt, play, singleBytes, type Cut, type Transcript } from './player.ts';
import { ownServers, peerServers, type Servers } from './servers.ts';
import type { Session } from './session.ts';
import { corpus } from './sessions/index.ts';

describe('the client protocol, byte for byte', () => {
  const own = ownServers();
  after(() => own.stop());

  const peers = findPeers('nats-server');
  if (peers.length === 0) {
    it('as nats-server speaks it', function () {
      requirePeer(this, 'nats-server');
    });
  }
  for (const peer of peers)
    describe(`as nats-server ${peer.version} speaks it`, () => compare(own, peer));

  describe('however the bytes are cut', () => {
    for (const [part, itsSessions] of Object.entries(corpus)) cutUp(own, part, itsSessions);
  });
});

const sessions = Object.values(corpus).flat();

/** Every session as the peer plays it, and some of them in two pieces to both. */
function compare(own: Servers, peer: Peer): void {
  const theirs = peerServers(peer);
  const list = differencesFrom(peer.version);
  after(() => theirs.stop());

  const check = async (session: Session, cut?: Cut) => {
    const answers = await playBoth(own, theirs, session, cut);
    const wanted = wantedAnyway(session, list);
    if (wanted === undefined) return mismatch(answers, list, session);
    const [ours, peers] = [withoutInfo(answers.ours), withoutInfo(answers.theirs)];
    if (isEqual(peers, wanted))
      return `nats-server ${peer.version} does this too: strike it from differences.ts`;
    return isEqual(ours, wanted) ? undefined : story(ours, wanted, session);
  };

  for (const [part, itsSessions] of Object.entries(corpus)) {
    describe(part, () => {
      for (const session of itsSessions) it(session.name, async () => none(await check(session)));
    });
  }

  it('a share of the sessions, cut in two', async function () {
    this.timeout(120_000);
    const splittable = sessions.filter((session) => session.isSplit);
    const share = cutsOf(splittable).filter((_, index) => index % 61 === 0);
    for (const { session, step, position } of share)
      none(await check(session, cutAt(step, position)));
  });

  for (const difference of list.filter(({ example }) => example !== undefined)) {
    it(`still differs: ${difference.id}`, async () => {
      const session = sessions.find(({ name }) => name === difference.example)!;
      const others = list.filter((other) => other !== difference);
      const complaint = mismatch(await playBoth(own, theirs, session), others, session);
      assert.notEqual(
        complaint,
        undefined,
        'no difference any more: strike it from differences.ts',
      );
    });
  }

  const text = process.env['REPLAY'];
  if (text !== undefined) it('replayed', async () => none(await check(replayed(text))));
}

/** What natsx answers to a session in pieces must be what it answers to the whole, which is compared with the peer. */
function cutUp(own: Servers, part: string, itsSessions: readonly Session[]): void {
  const splittable = itsSessions.filter(({ isSplit }) => isSplit);
  const uncut = new Map<Session, Transcript>();

  const check = async (session: Session, cut: Cut, how: string) => {
    const player = await own.player(session.settings);
    const whole = uncut.get(session) ?? (await play(session, player));
    uncut.set(session, whole);
    const pieces = await play(session, player, cut);
    none(isEqual(pieces, whole) ? undefined : `${how}: ${story(pieces, whole, session)}`);
  };

  it(`${part}, in two pieces at every byte`, async function () {
    this.timeout(300_000);
    for (const { session, step, position } of cutsOf(splittable)) {
      await check(session, cutAt(step, position), `step ${step} cut after ${position} bytes`);
    }
  });

  it(`${part}, every byte on its own`, async function () {
    this.timeout(300_000);
    for (const session of splittable) await check(session, singleBytes, 'every byte on its own');
  });
}

/** What natsx must answer to a session which this peer is known to play otherwise. */
function wantedAnyway(session: Session, list: readonly Difference[]): Transcript | undefined {
  return list.find(({ sessions }) => sessions?.[session.name] !== undefined)?.sessions?.[
    session.name
  ];
}

function withoutInfo(transcript: Transcript): Transcript {
  return Object.fromEntries(
    Object.entries(transcript).map(([on, frames]) => [on, frames.slice(1)]),
  );
}

function isEqual(a: Transcript, b: Transcript): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function none(complaint: string | undefined): void {
  if (complaint !== undefined) assert.fail(complaint);
}

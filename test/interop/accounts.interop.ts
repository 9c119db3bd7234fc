// Random accounts on natsx and on nats-server: the same verdict at load, and the same messages at the same subscribers.
// ACCOUNT_CONFIGURATIONS=500 tries more of them than the few of every day; SEED=… repeats a failure.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  findPeers,
  isAtLeast,
  requirePeer,
  startPeer,
  type Peer,
  type RunningPeer,
} from '../support/peers.ts';
import { newSeed, pick, randomFrom, type Random } from '../support/random.ts';
import { RawClient } from '../support/raw-client.ts';
import { optionsOfText, startOwn } from './configured.ts';
import {
  randomAccounts,
  randomPattern,
  randomSubject,
  type RandomAccounts,
} from './random-accounts.ts';

const CLIENTS_EACH = 2;
const ROUNDS = 4;
const TIMES_ASKED = 12;

describe('accounts, as nats-server keeps and shares them', () => {
  const configurations = Number(process.env['ACCOUNT_CONFIGURATIONS'] ?? 12);
  const seed = newSeed();
  const peers = findPeers('nats-server');
  if (peers.length === 0) {
    it('in random configurations', function () {
      requirePeer(this, 'nats-server');
    });
  }
  for (const peer of peers) {
    it(`in ${configurations} random configurations, nats-server ${peer.version} (SEED=${seed})`, async function () {
      this.timeout(60_000 + configurations * 10_000);
      const isOld = !isAtLeast(peer.version, '2.12.0');
      let refused = 0;
      let messages = 0;
      for (let number = 0; number < configurations; number++) {
        const each = (seed + number) >>> 0;
        const accounts = randomAccounts(randomFrom(each), isOld);
        try {
          const verdict = ownVerdict(accounts.text);
          assertSameVerdict(peer, accounts.text, verdict);
          if (verdict !== '') refused++;
          else if (!accounts.hasServices) {
            messages += await comparePlay(peer, each, accounts);
          }
        } catch (cause) {
          throw new Error(`SEED=${each}\n${accounts.text}\n${String(cause)}`, { cause });
        }
      }
      assert.ok(configurations < 12 || messages > 100, `${messages} messages, ${refused} refused`);
    });
  }
});

/** What natsx says against a configuration; empty for nothing. */
function ownVerdict(text: string): string {
  try {
    optionsOfText(text);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

/**
 * nats-server walks accounts in another order each time, and whether it finds an account twice on the way depends on
 * it: what it says once in a few times counts.
 */
function assertSameVerdict(peer: Peer, text: string, ours: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'natsx-accounts-'));
  const file = join(folder, 'test.conf');
  writeFileSync(file, text);
  const heard: string[] = [];
  try {
    for (let times = 0; times < TIMES_ASKED; times++) {
      const theirs = peerVerdict(peer, file);
      if ((ours === '') === (theirs === '') && isSaid(ours, theirs)) return;
      heard.push(theirs);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  // 2.9 overlooks cycles, and has one import under each name.
  const isOld = !isAtLeast(peer.version, '2.12.0');
  if (isOld && ours.includes('forms a cycle')) return;
  if (isOld && heard.every((each) => each.includes('Duplicate service import subject'))) return;
  assert.fail(`natsx says ${JSON.stringify(ours)}, nats-server ${heard.join('\n')}`);
}

function peerVerdict(peer: Peer, file: string): string {
  try {
    execFileSync(peer.path, ['-t', '-c', file], { stdio: 'pipe' });
    return '';
  } catch (error) {
    return String((error as { stderr?: Buffer }).stderr);
  }
}

/** Whether nats-server says the first thing that we say; the accounts of a cycle we add. */
function isSaid(ours: string, theirs: string): boolean {
  const [first = ''] = ours.split('\n');
  return theirs.includes(first.replace(/(forms a cycle).*/, '$1'));
}

/** Plays the same to both; returns how many messages were heard. */
async function comparePlay(peer: Peer, seed: number, accounts: RandomAccounts): Promise<number> {
  const own = await startOwn(accounts.text);
  const theirs = await startWhenTaken(peer, accounts.text);
  try {
    const [ours, others] = await Promise.all([
      play(own.port, randomFrom(seed + 1), accounts),
      play(theirs.port, randomFrom(seed + 1), accounts),
    ]);
    assert.deepEqual(ours, others);
    return ours.flat().length;
  } catch (cause) {
    // 2.9.10 dies of a subscription that overlaps a literal import under another name (addShadowSub).
    if (theirs.log().includes('panic: ')) return 0;
    throw cause;
  } finally {
    await own.stop();
    await theirs.stop();
  }
}

/** The verdict that was the same once is another the next time: see above. */
async function startWhenTaken(peer: Peer, text: string): Promise<RunningPeer> {
  for (let times = 1; ; times++) {
    try {
      return await startPeer(peer, text);
    } catch (error) {
      if (times === TIMES_ASKED || !String(error).includes('forms a cycle')) throw error;
    }
  }
}

/** What each client heard in each round: what one message brings at once, in no order. */
async function play(
  port: number,
  random: Random,
  { names, withoutGroups }: RandomAccounts,
): Promise<(readonly string[])[]> {
  const clients: RawClient[] = [];
  for (const name of names) {
    for (let count = 0; count < CLIENTS_EACH; count++) {
      const echo = random(4) > 0;
      clients.push(await connect(port, name, echo));
    }
  }
  const heard: (readonly string[])[] = [];
  let sid = 0;
  const sids: number[][] = clients.map(() => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [at, client] of clients.entries()) {
      for (let count = random(4); count > 0; count--) {
        // A group of one: who of several hears a message is chance.
        const isMember =
          random(4) === 0 && !withoutGroups.has(names[Math.floor(at / CLIENTS_EACH)]!);
        const queue = isMember ? `q${at}.${sid} ` : '';
        client.send(`SUB ${randomPattern(random)} ${queue}${++sid}\r\n`);
        sids[at]!.push(sid);
      }
      if (random(2) === 0 && sids[at]!.length > 1) {
        client.send(`UNSUB ${sids[at]!.splice(random(sids[at]!.length), 1)[0]}\r\n`);
      }
    }
    for (const client of clients) await client.settle();
    for (let count = 0; count < 12; count++) {
      const client = pick(random, clients);
      const payload = `${round}.${count}`;
      const subject = randomSubject(random);
      const reply = random(4) === 0 ? ' a.reply' : '';
      // Again and again: natsx takes the later ones on its fast road.
      client.send(`PUB ${subject}${reply} ${payload.length}\r\n${payload}\r\n`.repeat(4));
      // One after the other, as their messages meet at subscribers.
      heard.push(messagesOf(await client.settle()));
    }
    for (const client of clients) heard.push(messagesOf(await client.settle()));
  }
  for (const client of clients) await client.close();
  return heard;
}

async function connect(port: number, user: string, echo: boolean): Promise<RawClient> {
  const client = await RawClient.connect(port, { waitMs: 10_000 });
  const options = { user, pass: 'p', echo, verbose: false, headers: true, no_responders: true };
  client.send(`CONNECT ${JSON.stringify(options)}\r\n`);
  await client.settle();
  return client;
}

/** In one order. Of a 503 neither the subject, which 2.9 leaves out, nor which of several subscriptions got it. */
function messagesOf(text: string): string[] {
  const masked = text.replace(
    /HMSG (\S+) (\S+) \d+ \d+\r\nNATS\/1\.0 503\r\n(Nats-Subject: .*\r\n)?\r\n\r\n/g,
    'HMSG $1 503\r\n',
  );
  return masked.split(/(?<=\r\n)(?=H?MSG \S)/).sort();
}

// Random services on natsx and on nats-server: the same requests reach the same services in the same form, the same
// answers come back, and the same is told of those that are measured. SERVICE_CONFIGURATIONS=200 tries more of them than
// the few of every day; SEED=… repeats a failure.
import assert from 'node:assert/strict';
import { findPeers, isAtLeast, requirePeer, startPeer, type Peer } from '../support/peers.ts';
import { newSeed, pick, randomFrom, type Random } from '../support/random.ts';
import { RawClient } from '../support/raw-client.ts';
import { optionsOfText, startOwn } from './configured.ts';
import { oneOf, randomServices, type RandomServices } from './random-services.ts';

const STEPS = 40;

describe('services, as nats-server passes them on', () => {
  const configurations = Number(process.env['SERVICE_CONFIGURATIONS'] ?? 12);
  const seed = newSeed();
  const peers = findPeers('nats-server');
  if (peers.length === 0) {
    it('in random configurations', function () {
      requirePeer(this, 'nats-server');
    });
  }
  for (const peer of peers) {
    it(`in ${configurations} random configurations, nats-server ${peer.version} (SEED=${seed})`, async function () {
      this.timeout(60_000 + configurations * 20_000);
      let answers = 0;
      let metrics = 0;
      for (let number = 0; number < configurations; number++) {
        const each = (seed + number) >>> 0;
        const services = randomServices(randomFrom(each), isOld(peer));
        // Two ways to one service, under the same name: there it depends on chance whether that is a cycle.
        if (isTakenForCycle(services.text)) continue;
        try {
          const heard = await compare(peer, each, services);
          answers += heard.answers;
          metrics += heard.metrics;
        } catch (cause) {
          throw new Error(`SEED=${each}\n${services.text}\n${String(cause)}`, { cause });
        }
      }
      assert.ok(
        configurations < 12 || (answers > 0 && metrics > 0),
        `${answers} answers, ${metrics} metrics`,
      );
    });
  }
});

function isTakenForCycle(text: string): boolean {
  try {
    optionsOfText(text);
    return false;
  } catch (error) {
    if (!String(error).includes('forms a cycle')) throw error;
    return true;
  }
}

/** Plays the same to both; returns how many answers and metrics there were. */
async function compare(
  peer: Peer,
  seed: number,
  services: RandomServices,
): Promise<{ answers: number; metrics: number }> {
  const own = await startOwn(services.text);
  const theirs = await startPeer(peer, services.text);
  try {
    const ours = await new Play(own.port, randomFrom(seed + 1), services).run(0);
    assert.equal(own.openResponses, 0, 'all that was open is closed');
    const metrics = Object.values(ours.metrics).flat().length;
    const others = await new Play(theirs.port, randomFrom(seed + 1), services).run(metrics);
    assert.deepEqual(isOld(peer) ? withoutNoResponders(ours.steps) : ours.steps, others.steps);
    assert.deepEqual(ours.metrics, others.metrics);
    const answers = ours.steps
      .flatMap(({ heard }) => heard)
      .filter((each) => each.includes('MSG in.'));
    return { answers: answers.length, metrics };
  } catch (cause) {
    // 2.15.2 dies where the second import of a chain is of a service that is measured by headers (parser.go, getHeader).
    if (theirs.log().includes('panic: ')) return { answers: 0, metrics: 0 };
    throw cause;
  } finally {
    await own.stop();
    await theirs.stop();
  }
}

function isOld(peer: Peer): boolean {
  return !isAtLeast(peer.version, '2.12.0');
}

/** 2.9 does not tell a requester when nobody serves what his account imports. */
function withoutNoResponders(steps: readonly Step[]): Step[] {
  return steps.map(({ done, heard }) => ({
    done,
    heard: heard.filter((each) => !each.includes('NATS/1.0 503')),
  }));
}

/** What was done, and what all heard of it, in no order. */
interface Step {
  readonly done: string;
  readonly heard: readonly string[];
}

/** The clients of one account. */
interface Members {
  readonly requester: RawClient;
  /** The second is there for queue groups. */
  readonly services: readonly RawClient[];
  readonly watcher: RawClient;
}

/** A request that reached a service. */
interface Request {
  readonly account: string;
  readonly reply: string;
  /** As it came, without what differs from one time to the next. */
  readonly text: string;
}

class Play {
  readonly #port: number;
  readonly #random: Random;
  readonly #services: RandomServices;
  readonly #members = new Map<string, Members>();
  readonly #requests: Request[] = [];
  readonly #steps: Step[] = [];
  #replies = 0;

  constructor(port: number, random: Random, services: RandomServices) {
    this.#port = port;
    this.#random = random;
    this.#services = services;
  }

  /** `expected`: how many metrics to wait for. */
  async run(
    expected: number,
  ): Promise<{ steps: readonly Step[]; metrics: Readonly<Record<string, readonly string[]>> }> {
    for (const name of this.#services.names) await this.#join(name);
    await this.#done('all are there');
    for (let count = 0; count < STEPS; count++) await this.#step();
    const metrics = await this.#leave(expected);
    return { steps: this.#steps, metrics };
  }

  async #join(name: string): Promise<void> {
    const connect = (): Promise<RawClient> => connectAs(this.#port, name);
    const members = {
      requester: await connect(),
      services: [await connect(), await connect()],
      watcher: await connect(),
    };
    this.#members.set(name, members);
    members.requester.send('SUB in.> 1\r\n');
    members.watcher.send('SUB lat.> 1\r\n');
    for (const [at, subject] of this.#services.served[name]!.entries()) {
      const isGroup = this.#random(2) === 0;
      members.services[0]!.send(`SUB ${subject} ${isGroup ? 'q ' : ''}${at + 10}\r\n`);
      if (isGroup) members.services[1]!.send(`SUB ${subject} q ${at + 10}\r\n`);
    }
  }

  async #step(): Promise<void> {
    const choice = this.#random(10);
    if (choice < 5) await this.#ask();
    else if (choice < 8 && this.#requests.length > 0) await this.#answer();
    else if (choice === 8) await this.#turnAway();
    else if (!this.#services.measuresChains) await this.#askAndLeave();
  }

  /** What somebody may ask, if anybody may. */
  #question(): { name: string; subject: string } | undefined {
    const name = pick(this.#random, this.#services.names);
    const patterns = this.#services.asked[name]!;
    if (patterns.length === 0) return undefined;
    return { name, subject: oneOf(this.#random, pick(this.#random, patterns)) };
  }

  async #ask(): Promise<void> {
    const question = this.#question();
    if (question === undefined) return;
    const { name, subject } = question;
    const reply = this.#random(5) === 0 ? '' : `in.${++this.#replies} `;
    const headers = pick(this.#random, ['', '', 'X-B3-Sampled: 1\r\n', 'A: b\r\nB3: 0\r\n']);
    const block = headers === '' ? '' : `NATS/1.0\r\n${headers}\r\n`;
    const sizes = block === '' ? '2' : `${block.length} ${block.length + 2}`;
    const { requester } = this.#members.get(name)!;
    requester.send(`${block === '' ? '' : 'H'}PUB ${subject} ${reply}${sizes}\r\n${block}hi\r\n`);
    await this.#done(`${name} asks ${subject} ${reply}${headers}`);
  }

  async #answer(): Promise<void> {
    const at = this.#random(this.#requests.length);
    const { account, reply } = this.#requests[at]!;
    const answers = Array.from({ length: 1 + this.#random(3) }, () =>
      pick(this.#random, ['yes', 'no', 'perhaps', '']),
    );
    const { services } = this.#members.get(account)!;
    services[0]!.send(answers.map((each) => `PUB ${reply} ${each.length}\r\n${each}\r\n`).join(''));
    await this.#done(`${account} answers request ${at}: ${answers.join()}`);
  }

  /** A service is gone for a moment: who asks finds nobody. */
  async #turnAway(): Promise<void> {
    const name = pick(this.#random, this.#services.names);
    const at = this.#random(this.#services.served[name]!.length);
    const subject = this.#services.served[name]![at]!;
    const { services } = this.#members.get(name)!;
    for (const each of services) each.send(`UNSUB ${at + 10}\r\n`);
    await this.#done(`${name} serves ${subject} no more`);
    await this.#ask();
    services[0]!.send(`SUB ${subject} ${at + 10}\r\n`);
    await this.#done(`${name} serves ${subject} again`);
  }

  async #askAndLeave(): Promise<void> {
    const question = this.#question();
    if (question === undefined) return;
    const { name, subject } = question;
    const { requester } = this.#members.get(name)!;
    requester.send(`SUB lost 2\r\nPUB ${subject} lost 2\r\nhi\r\n`);
    await this.#done(`${name} asks ${subject}`);
    requester.send('UNSUB 2\r\n');
    await this.#done(`${name} does not wait`);
  }

  /** Gathers what all heard of what was done. */
  async #done(done: string): Promise<void> {
    const texts: string[] = [];
    const requests: Request[] = [];
    // Twice: what one has sent by the end of its round is heard by all at the end of the next.
    for (let round = 0; round < 2; round++) {
      for (const [account, { requester, services }] of this.#members) {
        for (const client of [requester, ...services]) {
          for (const frame of messagesIn(await client.settle())) {
            const text = `${account} ${masked(frame)}`;
            texts.push(text);
            const reply = /^H?MSG \S+ \S+ (_R_\.\S+) /.exec(frame)?.[1];
            if (reply !== undefined) requests.push({ account, reply, text });
          }
        }
      }
    }
    requests.sort((one, other) => (one.text < other.text ? -1 : 1));
    this.#requests.push(...requests);
    this.#steps.push({ done, heard: texts.sort() });
  }

  /** All leave; returns what the watchers have seen. */
  async #leave(expected: number): Promise<Readonly<Record<string, readonly string[]>>> {
    // Of a chain that nobody waits for, nats-server forgets the first part and waits for the others to expire.
    const early = this.#services.measuresChains ? await this.#metrics(expected) : undefined;
    for (const { requester, services } of this.#members.values()) {
      for (const client of [requester, ...services]) await client.close();
    }
    const metrics = early ?? (await this.#metrics(expected));
    for (const { watcher } of this.#members.values()) await watcher.close();
    return metrics;
  }

  /** At least as many as `expected`: nats-server publishes them from a queue, in its own time. */
  async #metrics(expected: number): Promise<Readonly<Record<string, readonly string[]>>> {
    const metrics: Record<string, string[]> = {};
    let count = 0;
    for (let tries = 0; tries === 0 || (count < expected && tries < 500); tries++) {
      for (const [name, { watcher }] of this.#members) {
        const more = messagesIn(await watcher.settle()).map(metricIn);
        count += more.length;
        metrics[name] = [...(metrics[name] ?? []), ...more].sort();
      }
    }
    return metrics;
  }
}

async function connectAs(port: number, user: string): Promise<RawClient> {
  const client = await RawClient.connect(port, { waitMs: 10_000 });
  const options = { user, pass: 'p', verbose: false, pedantic: false, name: `n${user}` };
  client.send(`CONNECT ${JSON.stringify({ ...options, headers: true, no_responders: true })}\r\n`);
  await client.settle();
  return client;
}

function messagesIn(text: string): string[] {
  return text === '' ? [] : text.split(/(?<=\r\n)(?=H?MSG \S)/);
}

/** Without sizes, numbers and times. Of a 503 not the subject, which 2.9 leaves out. */
function masked(frame: string): string {
  return frame
    .replace(/^(HMSG .*) \d+ \d+\r\n/, '$1\r\n')
    .replace(/(NATS\/1\.0 503\r\n)Nats-Subject: .*\r\n/, '$1')
    .replace(/_R_\.\w{6}\.\w{6}/, '_R_')
    .replace(/(Nats-Request-Info: )(\{.*\})/, (_, name: string, json: string) => {
      return name + JSON.stringify(withoutNumbers(JSON.parse(json)));
    });
}

/** A metric, as far as it is the same each time. */
function metricIn(frame: string): string {
  const [, subject, json] = /^MSG (\S+) \S+ +\d+\r\n(.*)\r\n$/.exec(frame) ?? [];
  assert.ok(json !== undefined, `no metric: ${frame}`);
  return `${subject} ${JSON.stringify(withoutNumbers(JSON.parse(json)))}`;
}

/** What is measured or made up is replaced by its type; the order of all keys stays. */
function withoutNumbers(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      VARYING.has(key) ? typeof each : withoutNumbers(each),
    ]),
  );
}

const VARYING: ReadonlySet<string> = new Set([
  ...['start', 'id', 'timestamp', 'rtt', 'service', 'system', 'total'],
]);

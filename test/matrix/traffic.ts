// Numbered messages from a publisher on each server to a subscriber on each, all the time while servers go and come. The
// clients are as users have them: when their server is gone they go to another.
import assert from 'node:assert/strict';
import type { NatsConnection } from '@nats-io/transport-node';
import type { DeployedServer } from '../support/deployment.ts';
import { eventually } from '../support/eventually.ts';
import { Ledger, type Gap } from './ledger.ts';
import type { Stage } from './stage.ts';

/** Enough to have some in every millisecond that a server takes to end. */
const EVERY_MS = 2;

/** From one publisher to one subscriber. */
export interface Way {
  readonly from: NatsConnection;
  readonly to: NatsConnection;
  readonly ledger: Ledger;
  /** When messages may be lost. */
  readonly windows: Window[];
}

interface Window extends Gap {
  /** Its publisher went to another server: what it had said before may come after what it says now. */
  readonly hasMoved: boolean;
}

/** Says of a way whether something is true by the servers where it begins and ends. */
export type WayTest = (from: DeployedServer | undefined, to: DeployedServer | undefined) => boolean;

export class Traffic implements AsyncDisposable {
  readonly #servers: readonly DeployedServer[];
  readonly #publishers: readonly NatsConnection[];
  readonly #ways: readonly Way[];
  readonly #subject: string;
  readonly #timer: NodeJS.Timeout;
  #published = 0;

  /** Begins when all hear all. */
  static async start(stage: Stage): Promise<Traffic> {
    const traffic = new Traffic(stage, await movers(stage), await movers(stage));
    try {
      await traffic.flowing();
    } catch (error) {
      await traffic[Symbol.asyncDispose]();
      throw error;
    }
    // What was published before everybody was heard was looking for a way.
    for (const { ledger } of traffic.#ways) ledger.forgive();
    return traffic;
  }

  private constructor(
    stage: Stage,
    publishers: readonly NatsConnection[],
    subscribers: readonly NatsConnection[],
  ) {
    this.#servers = stage.servers;
    this.#subject = stage.subject('traffic');
    this.#publishers = publishers;
    this.#ways = publishers.flatMap((from, publisher) =>
      subscribers.map((to) => {
        const ledger = new Ledger();
        to.subscribe(`${this.#subject}.${publisher}`, {
          callback: (error, message) => {
            if (error === null) ledger.note(Number(message.string()));
          },
        });
        return { from, to, ledger, windows: [] };
      }),
    );
    this.#timer = setInterval(() => this.#publish(), EVERY_MS);
  }

  /** Those that `isSo` by where their ends are now. */
  ways(isSo: WayTest): readonly Way[] {
    return this.#ways.filter(({ from, to }) => isSo(this.#serverOf(from), this.#serverOf(to)));
  }

  /** Waits until a message that is published from now on has come on each way; gives the milliseconds. */
  async flowing(ways: readonly Way[] = this.#ways): Promise<number> {
    const now = this.#published;
    const missing = () => ways.filter(({ ledger }) => ledger.last <= now);
    const { afterMs } = await eventually(
      () => missing().length === 0,
      () => this.#tell(missing()),
      { everyMs: 2, withinMs: 30_000 },
    );
    return afterMs;
  }

  /**
   * While `fault` goes on, messages may be lost on the ways that it hits. When it ends, all must be able to find each
   * other again. Gives the milliseconds from there until all flows.
   */
  async disturb(isHit: WayTest, fault: () => Promise<void>): Promise<number> {
    await this.flowing();
    const hit = this.ways(isHit).map((way) => {
      return { way, first: way.ledger.last + 1, server: way.from.getServer() };
    });
    await fault();
    const afterMs = await this.flowing();
    for (const { way, first, server } of hit) {
      const hasMoved = way.from.getServer() !== server;
      way.windows.push({ from: first, to: way.ledger.last, hasMoved });
    }
    return afterMs;
  }

  /** Ends it, and looks at what came; only where `mayBeLate` it may be out of order. Gives the numbers. */
  async check(mayBeLate: WayTest): Promise<{ readonly published: number; readonly lost: number }> {
    clearInterval(this.#timer);
    await Promise.all(this.#publishers.map((client) => client.flush()));
    const missing = () => this.#ways.filter(({ ledger }) => ledger.last < this.#published);
    await eventually(
      () => missing().length === 0,
      () => this.#tell(missing()),
    );
    const patient = new Set(this.ways(mayBeLate));
    let lost = 0;
    for (const way of this.#ways) {
      const { twice, late, gaps } = way.ledger;
      const name = this.#tell([way]);
      assert.deepEqual(twice, [], `came twice: ${name}`);
      const tooLate = late.filter((number) => !isExcused(number, way.windows));
      if (!patient.has(way)) assert.deepEqual(tooLate, [], `came late: ${name}`);
      assert.deepEqual(way.ledger.lostOutside(way.windows), [], `lost: ${name}`);
      for (const { from, to } of gaps) lost += to - from + 1;
    }
    return { published: this.#published * this.#publishers.length, lost };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
  }

  #publish(): void {
    this.#published++;
    for (const [at, client] of this.#publishers.entries()) {
      client.publish(`${this.#subject}.${at}`, `${this.#published}`);
    }
  }

  #serverOf(client: NatsConnection): DeployedServer | undefined {
    return this.#servers.find(({ address }) => address === client.getServer());
  }

  #tell(ways: readonly Way[]): string {
    const name = (client: NatsConnection) => this.#serverOf(client)?.name ?? client.getServer();
    return ways
      .map(({ from, to, ledger, windows }) => {
        const excused = windows.map((window) => `${window.from}–${window.to}`).join(', ');
        return `${name(from)} → ${name(to)} got ${ledger.last} of ${this.#published}, excused ${excused}`;
      })
      .join('; ');
  }
}

function isExcused(number: number, windows: readonly Window[]): boolean {
  return windows.some(({ from, to, hasMoved }) => hasMoved && from <= number && number <= to);
}

/** A client of each server, which moves to another when its own is gone. */
function movers(stage: Stage): Promise<NatsConnection[]> {
  return Promise.all(
    stage.servers.map((server) =>
      stage.client(server, 'a', {
        servers: [server, ...stage.servers.filter((one) => one !== server)].map(
          ({ address }) => address,
        ),
        noRandomize: true,
        reconnect: true,
        maxReconnectAttempts: -1,
        reconnectTimeWait: 250,
        reconnectJitter: 50,
      }),
    ),
  );
}

import { byteString } from '../../base/byte-string.ts';
import type { Account } from '../account/account.ts';
import type { MessageHandler } from '../internal/internal-messages.ts';
import type { ServerView } from '../monitor/server-view.ts';
import type { Surroundings } from '../monitor/varz.ts';
import { AccountEvents } from './account-events.ts';
import { ClientEvents } from './client-events.ts';
import { Heartbeat } from './heartbeat.ts';
import { OtherServers } from './other-servers.ts';
import { requestSubjects } from './request-subjects.ts';
import type { ServerControl } from './requests.ts';
import { statsz } from './statsz.ts';
import type { System } from './system.ts';

/** What the server needs for its duties. */
export interface DutySurroundings {
  readonly system: System;
  readonly view: ServerView;
  readonly control: ServerControl;
  readonly accounts: { get(name: string): Account | undefined };
  /** `account` has more clients with other servers than before. */
  grewElsewhere(account: Account): void;
  /** What is known of the process now. */
  surroundings(): Surroundings;
}

/** What a server does in its system account: it tells what happens, and answers who asks. */
export class Duties {
  readonly clients: ClientEvents;
  readonly accounts: AccountEvents;
  readonly #around: DutySurroundings;
  readonly #heartbeat: Heartbeat;
  readonly #others: OtherServers;
  #handlers: Promise<ReadonlyMap<string, MessageHandler>> | undefined;

  constructor(around: DutySurroundings) {
    this.#around = around;
    const { system, view } = around;
    this.clients = new ClientEvents(system, view.id);
    this.accounts = new AccountEvents(system);
    this.#others = new OtherServers({
      system,
      ownId: view.id,
      account: (name) => around.accounts.get(name),
      met: () => {
        this.#heartbeat.hasten();
        this.accounts.tellAll();
      },
      grewElsewhere: (account) => around.grewElsewhere(account),
    });
    this.#heartbeat = new Heartbeat(() => this.#sendStatsz(`$SYS.SERVER.${view.id}.STATSZ`));
  }

  /** Begins to answer, and to tell how the server is. Without a system account, nobody is answered. */
  start(): void {
    const { system, view } = this.#around;
    if (system.account === undefined) return;
    for (const subject of requestSubjects(view.id)) {
      system.subscribe(subject, async (request) => {
        const handlers = await (this.#handlers ??= this.#load());
        await handlers.get(subject)!(request); // There is one for each: a test sees to it.
      });
    }
    this.#others.start();
    this.#heartbeat.start();
  }

  /** `account` has one client more or less. */
  connectionsChanged(account: Account): void {
    // From its first client on, those that it has elsewhere count.
    if (account.clients === 1) this.#others.ask(account);
    this.accounts.connectionsChanged(account);
  }

  /**
   * A leafnode hangs off this server in `account`: other clusters are to say what they hear there, which leafnodes must be
   * told (nats-server events.go, sendLeafNodeConnect).
   */
  leafnodeBound({ name }: Account): void {
    const { system } = this.#around;
    system.publish(`$SYS.ACCOUNT.${byteString(name)}.LEAFNODE.CONNECT`, () => ({
      server: system.serverInfo(),
      acc: name,
    }));
  }

  /** The server takes no more clients. */
  becomesLameDuck(): void {
    this.#tellOfServer('LAMEDUCK');
  }

  /** The server stops: the last that is heard of it. */
  stop(): void {
    this.#heartbeat.stop();
    this.#others.stop();
    this.accounts.stop();
    this.#tellOfServer('SHUTDOWN');
    this.#around.system.close();
  }

  /** With all that answers, it is a good part of the start of a server: it is loaded when somebody asks. */
  async #load(): Promise<ReadonlyMap<string, MessageHandler>> {
    const { Requests } = await import('./requests.ts');
    return new Requests({
      ...this.#around,
      accountEvents: this.accounts,
      sendStatsz: (subject) =>
        subject === undefined ? this.#heartbeat.force() : this.#sendStatsz(subject),
    }).handlers();
  }

  #tellOfServer(what: 'LAMEDUCK' | 'SHUTDOWN'): void {
    const { system, view } = this.#around;
    system.publish(`$SYS.SERVER.${view.id}.${what}`, () => system.serverInfo());
  }

  #sendStatsz(subject: string): void {
    const { system, view } = this.#around;
    system.publish(subject, () => ({
      server: system.serverInfo(),
      statsz: statsz(view, this.#around.surroundings(), this.#others.count + 1),
    }));
  }
}

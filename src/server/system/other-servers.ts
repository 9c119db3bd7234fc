import { NatsxError } from '../../base/errors.ts';
import type { Account } from '../account/account.ts';
import type { HeardMessage } from '../internal/internal-messages.ts';
import type { System } from './system.ts';

/** nats-server events.go: a server that is silent for so long is gone; how often is looked for such. */
const SILENT_MS = 150_000;
const SWEEP_MS = 90_000;

/** What knowing other servers needs. */
export interface OtherServersSurroundings {
  readonly system: Pick<System, 'account' | 'subscribe' | 'publish' | 'serverInfo'>;
  readonly ownId: string;
  account(name: string): Account | undefined;
  /** A server was heard of for the first time: it is told how we are. */
  met(): void;
  /** `account` has more connections on other servers than before: perhaps too many in all. */
  grewElsewhere(account: Account): void;
}

/** What a server says of the connections that it has of an account: the part that counts here. */
interface AccountConnections {
  readonly server: { readonly id: string };
  readonly acc: string;
  readonly conns: number;
  readonly leafnodes: number;
}

/**
 * The other servers of the deployment, as far as they are heard in the system account: how many there are, and how many
 * connections each account has with them, which count towards what it may have.
 */
export class OtherServers {
  readonly #around: OtherServersSurroundings;
  readonly #now: () => number;
  /** When each was heard of last, by its id. */
  readonly #heardAt = new Map<string, number>();
  /** The accounts that have connections elsewhere. */
  readonly #accounts = new Set<Account>();
  #sweeper: NodeJS.Timeout | undefined;

  constructor(around: OtherServersSurroundings, now = (): number => performance.now()) {
    this.#around = around;
    this.#now = now;
  }

  get count(): number {
    return this.#heardAt.size;
  }

  start(): void {
    const { system } = this.#around;
    system.subscribe('$SYS.SERVER.*.STATSZ', ({ subject }) => this.#heard(tokenOf(subject, 2)));
    system.subscribe('$SYS.SERVER.*.SHUTDOWN', ({ subject }) => this.#gone(tokenOf(subject, 2)));
    system.subscribe('$SYS.SERVER.ACCOUNT.*.CONNS', (message) => this.#connections(message));
    this.#sweeper = setInterval(() => this.#sweep(), SWEEP_MS).unref();
  }

  stop(): void {
    clearInterval(this.#sweeper);
  }

  /** `account` is used here from now on: the others are asked what they have of it. */
  ask(account: Account): void {
    const { system } = this.#around;
    const subject = `$SYS.REQ.ACCOUNT.${account.name}.CONNS`;
    system.publish(subject, () => ({ server: system.serverInfo(), acc: account.name }), {
      reply: `$SYS.SERVER.ACCOUNT.${account.name}.CONNS`,
    });
  }

  #heard(id: string): void {
    if (id === this.#around.ownId) return;
    const isNew = !this.#heardAt.has(id);
    this.#heardAt.set(id, this.#now());
    if (isNew) this.#around.met();
  }

  #gone(id: string): void {
    this.#heardAt.delete(id);
    for (const account of this.#accounts) {
      if (!account.setElsewhere(id, { clients: 0, leafnodes: 0 })) this.#accounts.delete(account);
    }
  }

  #connections({ payload }: HeardMessage): void {
    const told = connectionsOf(payload);
    const { id } = told.server;
    if (id === this.#around.ownId) return;
    this.#heard(id);
    const account = this.#around.account(told.acc);
    if (account === undefined) return;
    const before = account.elsewhere(id);
    const { conns: clients, leafnodes } = told;
    if (account.setElsewhere(id, { clients, leafnodes })) this.#accounts.add(account);
    else this.#accounts.delete(account);
    const grew = clients > before.clients || leafnodes > before.leafnodes;
    if (grew) this.#around.grewElsewhere(account);
  }

  #sweep(): void {
    const oldest = this.#now() - SILENT_MS;
    for (const [id, at] of this.#heardAt) if (at < oldest) this.#gone(id);
  }
}

function tokenOf(subject: string, at: number): string {
  return subject.split('.')[at] ?? '';
}

/** Throws a NatsxError, which the log shows, for what is no such message. */
function connectionsOf(payload: Buffer): AccountConnections {
  const wrong = new NatsxError(
    'ERR_EVENT',
    'the count of connections of an account is not readable',
  );
  let told: Partial<AccountConnections> | null;
  try {
    told = JSON.parse(payload.toString()) as Partial<AccountConnections> | null;
  } catch {
    throw wrong;
  }
  const { server, acc, conns = 0, leafnodes = 0 } = told ?? {};
  if (typeof server?.id !== 'string' || typeof acc !== 'string') throw wrong;
  if (!Number.isSafeInteger(conns) || !Number.isSafeInteger(leafnodes)) throw wrong;
  return { server, acc, conns, leafnodes };
}

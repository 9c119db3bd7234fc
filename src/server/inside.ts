/**
 * The inside of a server: its accounts, how messages go through them, and the server's own voice in them. Nothing of it
 * knows a socket; connections come to it.
 */
import type { Logger } from '../base/logger.ts';
import type { Account, InterestListener } from './account/account.ts';
import { Accounts } from './account/accounts.ts';
import { ServiceImports } from './account/service-import.ts';
import { SLOW_REPLIES } from './client/reserved.ts';
import { Arena } from './connection/arena.ts';
import type { Connection } from './connection/connection.ts';
import { KindTotals } from './connection/kind-totals.ts';
import { Turn } from './connection/turn.ts';
import { Delivery } from './delivery/delivery.ts';
import { ServiceRequests } from './delivery/service-request.ts';
import { FAST_ROAD_BYTES } from './fastpath/memory.ts';
import { Road } from './fastpath/road.ts';
import { InternalConnection } from './internal/internal-connection.ts';
import { InternalMessages } from './internal/internal-messages.ts';
import type { ServerView } from './monitor/server-view.ts';
import type { ServerOptions } from './options/options.ts';
import { System } from './system/system.ts';

export interface Inside {
  readonly arena: Arena<Connection>;
  readonly turn: Turn;
  readonly delivery: Delivery;
  /** Undefined where it is switched off. */
  readonly road: Road | undefined;
  readonly accounts: Accounts;
  readonly services: ServiceRequests;
  readonly system: System;
  /** From now on `options` hold. */
  adopt(options: ServerOptions): void;
  /** The cluster, which had a name that was made up, has agreed upon another one. */
  clusterRenamed(name: string): void;
}

/** `kernel`: of the fast road, if it is to be WebAssembly. `view`: the server that all this is the inside of. */
export function makeInside(
  options: ServerOptions,
  kernel: WebAssembly.Module | undefined,
  logger: Logger,
  view: ServerView,
): Inside {
  const arena = new Arena<Connection>(FAST_ROAD_BYTES, kernel !== undefined);
  const road = options.fastPath
    ? new Road(arena, { slowReplies: SLOW_REPLIES }, kernel)
    : undefined;
  const delivery = new Delivery();
  const turn = new Turn(options.spin);
  // What the server says and hears itself is not counted.
  const totals = new KindTotals();
  const limits = { ...options };
  const own = { arena, turn, logger, limits, totals, closed: neverHappens };
  const internal = new InternalConnection(own);
  const asSystem = new InternalConnection(own, 'SYSTEM', () => view.options.traceVerbose);
  const warn = (text: string): void => logger.warn(text);
  const error = (text: string): void => logger.error(text);
  const services: ServiceRequests = new ServiceRequests({
    delivery,
    turn,
    connection: internal,
    place: {
      name: view.name,
      get cluster() {
        return view.clusterName ?? '';
      },
    },
    systemAccount: () => accounts.system,
    warn,
  });
  const planKeeper: InterestListener = {
    interestChanged: (account, { subject }) => road?.forget(account, subject),
  };
  const accounts: Accounts = new Accounts(
    [planKeeper, services.responses],
    [new ServiceImports(internal, services)],
  );
  accounts.configure(options);
  const connectionIn = (account: Account): InternalConnection =>
    account === accounts.system ? asSystem : internal;
  const messages = new InternalMessages({ delivery, turn, connectionIn, warn, error });
  const system = new System({ messages, view, account: () => accounts.system });
  const adopt = (next: ServerOptions): void => {
    Object.assign(limits, next);
    accounts.configure(next);
    // Plans were made by mappings, too.
    road?.forgetAll();
  };
  const clusterRenamed = (name: string): void => {
    const { cluster } = view.options;
    if (cluster !== undefined) adopt({ ...view.options, cluster: { ...cluster, name } });
  };
  return { arena, turn, delivery, road, accounts, services, system, adopt, clusterRenamed };
}

/** The server's own connections do not end. */
function neverHappens(): void {
  // See above.
}

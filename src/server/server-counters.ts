import { KindTotals } from './connection/kind-totals.ts';
import type { PerKind, ServerCounters } from './monitor/server-view.ts';

/** Of a kind that the server has none of. */
export const NO_TOTALS: Readonly<KindTotals> = Object.freeze(new KindTotals());

/** The numbers of a server: `connections` and `subscriptions` are those of now. */
export function serverCounters(
  totals: PerKind<Readonly<KindTotals>>,
  connections: number,
  subscriptions: number,
): ServerCounters {
  const { clients, routes, gateways, leafnodes } = totals;
  const kinds = [clients, routes, gateways, leafnodes];
  const sum = (of: (kind: Readonly<KindTotals>) => number): number =>
    kinds.reduce((total, kind) => total + of(kind), 0);
  const each = (of: (kind: Readonly<KindTotals>) => number): PerKind => ({
    clients: of(clients),
    routes: of(routes),
    gateways: of(gateways),
    leafnodes: of(leafnodes),
  });
  return {
    connections,
    totalConnections: clients.connections,
    subscriptions,
    inMessages: sum((kind) => kind.inMessages),
    inBytes: sum((kind) => kind.inBytes),
    inClientMessages: clients.inMessages,
    inClientBytes: clients.inBytes,
    outMessages: sum((kind) => kind.outMessages),
    outBytes: sum((kind) => kind.outBytes),
    outClientMessages: clients.outMessages,
    outClientBytes: clients.outBytes,
    slowConsumers: sum((kind) => kind.slowConsumers),
    slowConsumersByKind: each((kind) => kind.slowConsumers),
    staleConnections: sum((kind) => kind.staleConnections),
    staleConnectionsByKind: each((kind) => kind.staleConnections),
    stalledClients: sum((kind) => kind.stalls),
  };
}

/** The other servers: those of the same cluster, of other clusters, and leafnodes. A server has the kinds that its options ask for. */
import { NatsxError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { Account } from './account/account.ts';
import type { SenderClasses } from './account/sender-classes.ts';
import type { Authenticator } from './auth/authenticator.ts';
import type { Clients } from './client/clients.ts';
import type { ConnectionIds } from './connection/connection-ids.ts';
import type { KindTotals } from './connection/kind-totals.ts';
import type { Transport } from './connection/transport.ts';
import type { Gateways } from './gateway/gateways.ts';
import type { Inside } from './inside.ts';
import type { Leafnodes, LeafnodesWatcher } from './leafnode/leafnodes.ts';
import type { LeafnodeView, PerKind, RouteView } from './monitor/server-view.ts';
import type { OptionalParts } from './optional-parts.ts';
import type { ServerOptions } from './options/options.ts';
import type { ConnectionRegistry } from './ports/connection-registry.ts';
import type { Peer } from './route/peer.ts';
import type { Routes } from './route/routes.ts';
import { NO_TOTALS } from './server-counters.ts';

/** What the kinds have in common. */
export interface DeploymentSurroundings {
  readonly id: string;
  readonly name: string;
  readonly logger: Logger;
  readonly ids: ConnectionIds;
  readonly inside: Inside;
  readonly senderClasses: SenderClasses;
  readonly clients: Clients;
  readonly authenticator: Authenticator;
  /** The account of a name, which may have to be looked for. */
  lookUp(name: string): Account | undefined | Promise<Account | undefined>;
  readonly leafnodes: LeafnodesWatcher;
}

export class Deployment {
  readonly routes: Routes | undefined;
  readonly gateways: Gateways | undefined;
  readonly leafnodes: Leafnodes | undefined;

  constructor(options: ServerOptions, parts: OptionalParts, around: DeploymentSurroundings) {
    const { id, name, logger, ids, inside, senderClasses, clients } = around;
    const { arena, turn, delivery, road, accounts } = inside;
    const shared = { id, name, logger, ids, arena, turn, delivery, road, senderClasses, accounts };
    this.gateways =
      parts.gateways &&
      new parts.gateways.Gateways(options, {
        ...shared,
        cluster: {
          inform: (info) => this.routes?.inform(info),
          pass: (hash, account, message) => this.routes?.pass(hash, account, message) ?? false,
          hasServer: (server) => this.routes?.hasServer(server) ?? false,
        },
        elsewhere: (account, heard, change) =>
          this.leafnodes?.interest.elsewhereChanged(account, heard, change),
      });
    this.routes =
      parts.routes &&
      new parts.routes.Routes(options, {
        ...shared,
        connectUrls: clients.connectUrls,
        websocketConnectUrls: clients.websocketConnectUrls,
        addition: () => ({
          gateway_url: this.gateways?.url,
          leafnode_urls: this.leafnodes?.advertisedUrls,
        }),
        watcher: {
          toldOfAccount: (account) => {
            // Other clusters may have dialed this server alone: from it they learn who is interested in what.
            if (this.gateways !== undefined) void around.lookUp(account);
          },
          connected: (peer) => this.#connected(peer),
          disconnected: ({ id: peer }) => {
            this.gateways?.clusterChanged(peer, undefined);
            this.leafnodes?.urls.remove(peer);
          },
          toldOfGateway: (_, { gateway = '', gateway_urls: urls = [] }) =>
            this.gateways?.hearOf(gateway, urls),
          renamed: (cluster) => {
            inside.clusterRenamed(cluster);
            this.leafnodes?.clusterRenamed();
          },
        },
      });
    this.leafnodes =
      parts.leafnodes &&
      new parts.leafnodes.Leafnodes(options, {
        ...shared,
        authenticator: around.authenticator,
        websocketConnectUrls: clients.websocketConnectUrls,
        clusterName: () => this.routes?.name ?? this.gateways?.name ?? '',
        hasGateways: this.gateways !== undefined,
        heardElsewhere: (account) => this.gateways?.heardElsewhere(account) ?? [],
        lookUp: (account) => around.lookUp(account),
        watcher: around.leafnodes,
      });
    for (const listener of [this.routes?.interest, this.gateways, this.leafnodes?.interest])
      if (listener) accounts.listen(listener);
    for (const watcher of [this.routes, this.gateways, this.leafnodes])
      if (watcher) accounts.watch(watcher);
  }

  /** Another server has come to the cluster. */
  #connected(peer: Peer): void {
    this.leafnodes?.urls.add(peer.id, peer.info.leafnode_urls ?? []);
    if (this.gateways === undefined) return;
    this.gateways.clusterChanged(peer.id, peer.info.gateway_url);
    for (const info of this.gateways.gossip()) peer.any?.inform(info);
  }

  /** Without a name of its own a cluster has the gateway's. */
  get clusterName(): string | undefined {
    return this.routes?.name ?? this.gateways?.name;
  }

  /** The step of a reload that may fail for kinds that there are none of. Throws a NatsxError, ERR_RELOAD. */
  prepare({ leafnodes }: ServerOptions): void {
    if (this.leafnodes !== undefined || leafnodes === undefined) return;
    const text =
      'config reload not supported for LeafNode: the server was started without leafnodes';
    throw new NatsxError('ERR_RELOAD', text);
  }

  /** Takes a leafnode that came by websocket; false if none are accepted. */
  acceptLeafnode(transport: Transport): boolean {
    if (this.leafnodes?.port === undefined) return false;
    this.leafnodes.accept(transport);
    return true;
  }

  /** In the order in which they open: routes tell where gateways are reached. */
  get registries(): readonly ConnectionRegistry[] {
    return [this.gateways, this.routes, this.leafnodes].filter(
      (registry) => registry !== undefined,
    );
  }

  /** For monitoring. */
  get routeViews(): readonly RouteView[] {
    return this.routes?.registered ?? [];
  }

  get leafnodeViews(): readonly LeafnodeView[] {
    return this.leafnodes?.registered ?? [];
  }

  get totals(): Omit<PerKind<Readonly<KindTotals>>, 'clients'> {
    return {
      routes: this.routes?.totals ?? NO_TOTALS,
      gateways: this.gateways?.totals ?? NO_TOTALS,
      leafnodes: this.leafnodes?.totals ?? NO_TOTALS,
    };
  }
}

// The servers sessions are played to: natsx in this process and a Go nats-server, one for each way a session wants its
// server set up, started when first asked for.
import { Server } from '../../src/server/server.ts';
import { startPeer, type Peer } from '../support/peers.ts';
import { RawClient } from '../support/raw-client.ts';
import { ownPlayer, type Player } from './player.ts';
import type { Settings } from './session.ts';

/** Gives a player for a server with these settings. */
export interface Servers {
  player(settings: Settings): Promise<Player>;
  stop(): Promise<void>;
}

export function ownServers(): Servers {
  return serversOf(async (settings) => {
    const server = await Server.start({ port: 0, ...optionsOf(settings) });
    return { ...ownPlayer(server.port), stop: () => server.stop() };
  });
}

export function peerServers(peer: Peer): Servers {
  return serversOf(async (settings) => {
    const lines = Object.entries(settings).map(
      ([key, value]) => `${key}: ${JSON.stringify(value)}`,
    );
    const server = await startPeer(peer, lines.join('\n'));
    return { port: server.port, pause: () => roundTrip(server.port), stop: () => server.stop() };
  });
}

type Started = Player & { readonly stop: () => Promise<void> };

function serversOf(start: (settings: Settings) => Promise<Started>): Servers {
  const started = new Map<string, Promise<Started>>();
  return {
    player(settings) {
      const key = JSON.stringify(settings);
      const server = started.get(key) ?? start(settings);
      started.set(key, server);
      return server;
    },
    async stop() {
      for (const server of started.values()) await (await server).stop();
      started.clear();
    },
  };
}

/** Another process reads when it is scheduled; one that has answered somebody else has very likely read by then. */
async function roundTrip(port: number): Promise<void> {
  const client = await RawClient.connect(port);
  await client.settle();
  await client.close();
}

function optionsOf(settings: Settings) {
  return {
    ...(settings.max_payload !== undefined && { maxPayload: settings.max_payload }),
    ...(settings.max_control_line !== undefined && { maxControlLine: settings.max_control_line }),
    ...(settings.max_connections !== undefined && { maxConnections: settings.max_connections }),
    ...(settings.max_subscriptions !== undefined && {
      maxSubscriptions: settings.max_subscriptions,
    }),
    ...(settings.max_subscription_tokens !== undefined && {
      maxSubscriptionTokens: settings.max_subscription_tokens,
    }),
    ...(settings.ping_interval !== undefined && {
      pingIntervalMs: Number.parseInt(settings.ping_interval, 10),
    }),
    ...(settings.ping_max !== undefined && { pingMax: settings.ping_max }),
    ...(settings.no_header_support !== undefined && {
      noHeaderSupport: settings.no_header_support,
    }),
  };
}

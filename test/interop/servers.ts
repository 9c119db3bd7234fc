// The servers sessions are played to: natsx in this process and a Go nats-server, one for each way a session wants its
// server set up, started when first asked for.
import { startPeer, type Peer } from '../support/peers.ts';
import { RawClient } from '../support/raw-client.ts';
import { startOwn } from './configured.ts';
import { ownPlayer, type Player } from './player.ts';
import type { Settings } from './session.ts';

/** Gives a player for a server with these settings. */
export interface Servers {
  player(settings: Settings): Promise<Player>;
  stop(): Promise<void>;
}

export function ownServers(): Servers {
  return serversOf(async (settings) => {
    const server = await startOwn(textOf(settings));
    return { ...ownPlayer(server.port), stop: () => server.stop() };
  });
}

export function peerServers(peer: Peer): Servers {
  return serversOf(async (settings) => {
    const server = await startPeer(peer, textOf(settings));
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
  // PONG, or that one must log in first.
  client.send('PING\r\n');
  await client.waitFor((frames) => frames.length > 0, 'an answer', { orClosed: true });
  await client.close();
}

/** The configuration file of both. */
function textOf(settings: Settings): string {
  const lines = Object.entries(settings).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return lines.join('\n');
}

/** Connections by websocket. The client library has them for browsers; Node gets its sockets from `ws`. */
import {
  wsconnect,
  type NatsConnection,
  type NodeConnectionOptions,
} from '@nats-io/transport-node';
import type { ServerAddress } from './server-list.ts';

export async function connectWebSocket(
  options: NodeConnectionOptions,
  servers: readonly ServerAddress[],
): Promise<NatsConnection> {
  const { WebSocket } = await import('ws');
  const { tls, ...others } = options;
  const urls = servers.map(({ host, port, isTls }) => `${isTls ? 'wss' : 'ws'}://${host}:${port}`);
  return wsconnect({
    ...others,
    servers: urls,
    wsFactory: (url) => {
      const socket = new WebSocket(url, tls ?? {});
      // The library takes its listener away when it gives a socket up; what that then says is nobody's error.
      socket.on('error', () => undefined);
      // It has what the library uses of a browser's.
      const standIn = socket as unknown as globalThis.WebSocket;
      return Promise.resolve({ socket: standIn, encrypted: url.startsWith('wss:') });
    },
  });
}

/** What ws is told about the websockets of a door. */
import type { IncomingMessage } from 'node:http';
import { constants } from 'node:zlib';
import { WebSocketServer, type Server } from 'ws';
import { PartingWebSocket } from './parting-websocket.ts';

/** Those that compress, and those that do not: what a message may grow to differs. */
export interface WebSocketServers {
  readonly plain: Server<typeof PartingWebSocket>;
  readonly compressing: Server<typeof PartingWebSocket>;
}

/**
 * Bytes of a message, which ws keeps until it is complete: what clients gather while they are disconnected comes as one.
 * nats-server, which keeps none, allows as much where a message is compressed (wsMaxMsgPayloadLimit).
 */
const MOST_BYTES = 64 * 1024 * 1024;
/**
 * What a message may have beside the largest payload: nats.js gathers up to 32 KiB before it sends. What is compressed
 * may inflate to no more than that together: few bytes make many.
 */
const MOST_BESIDE = 65_536;
/** What is shorter is not worth compressing (nats-server, wsCompressThreshold). */
const COMPRESS_FROM = 65;

/** `refuse` is called for a request in which ws does not find what it needs. */
export function websocketServers(
  { maxPayload, headers }: { maxPayload: number; headers: Readonly<Record<string, string>> },
  refuse: (request: IncomingMessage, reason: string) => void,
): WebSocketServers {
  const options = {
    WebSocket: PartingWebSocket,
    noServer: true,
    clientTracking: false,
    // All messages of a read are handled in one turn.
    allowSynchronousEvents: true,
    handleProtocols: () => false as const,
  };
  const mostInflated = maxPayload + MOST_BESIDE;
  const servers = {
    plain: new WebSocketServer({ ...options, maxPayload: Math.max(MOST_BYTES, mostInflated) }),
    compressing: new WebSocketServer({
      ...options,
      maxPayload: mostInflated,
      perMessageDeflate: {
        // As nats-server answers: no memory of earlier messages, on neither side.
        serverNoContextTakeover: true,
        clientNoContextTakeover: true,
        threshold: COMPRESS_FROM,
        zlibDeflateOptions: { level: constants.Z_BEST_SPEED },
      },
    }),
  };
  const own = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  for (const server of Object.values(servers)) {
    server.on('headers', (lines) => lines.push(...own));
    server.on('wsClientError', ({ message }, _, request) => refuse(request, message));
  }
  return servers;
}

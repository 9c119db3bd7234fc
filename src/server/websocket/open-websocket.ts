/** Makes a websocket of a connection to another server that awaits an HTTP request. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { NatsxError } from '../../base/errors.ts';
import type { Transport } from '../connection/transport.ts';
import { PartingWebSocket } from './parting-websocket.ts';
import { WebSocketTransport } from './websocket-transport.ts';

export interface OpenWebSocketTerms {
  /** `host:port`, and the path that is asked for. */
  readonly place: string;
  readonly path: string;
  readonly isCompressed: boolean;
  /** Whether the other side is asked to take frames that are not masked. */
  readonly isUnmasked: boolean;
  /** Time in ms that the request may take. */
  readonly timeoutMs: number;
  /** Bytes of the largest message. */
  readonly maxPayload: number;
}

/** By this header servers agree to leave out what protects old proxies from browsers (nats-server, wsNoMaskingHeader). */
const NO_MASKING = 'nats-no-masking';
/** What a message may have beside the payload; several may come as one. */
const MOST_BESIDE = 64 * 1024 * 1024;
const COMPRESS_FROM = 65;

/** One whose frames may go unmasked. */
class ServerWebSocket extends PartingWebSocket {
  isUnmasked = false;

  override send(bytes: Uint8Array, done?: unknown): void {
    const callback = done as ((error?: Error) => void) | undefined; // No options are given here.
    super.send(bytes, { mask: !this.isUnmasked }, callback);
  }
}

/** `socket` is connected, encrypted if it is to be, and not read from. Rejects with NatsxError, ERR_WEBSOCKET. */
export function openWebSocket(socket: Socket, terms: OpenWebSocketTerms): Promise<Transport> {
  const { place, path, isCompressed, isUnmasked, timeoutMs, maxPayload } = terms;
  return new Promise((resolve, reject) => {
    const webSocket = new ServerWebSocket(`ws://${place}${path}`, {
      createConnection: () => socket,
      handshakeTimeout: timeoutMs,
      maxPayload: maxPayload + MOST_BESIDE,
      allowSynchronousEvents: true,
      headers: isUnmasked ? { 'Nats-No-Masking': 'true' } : {},
      perMessageDeflate: isCompressed && {
        serverNoContextTakeover: true,
        clientNoContextTakeover: true,
        threshold: COMPRESS_FROM,
      },
      generateMask: (mask: Buffer) => randomBytes(mask.length).copy(mask),
    });
    const fail = (cause: Error): void => {
      socket.destroy();
      const text = `Error soliciting websocket connection: ${cause.message}`;
      reject(new NatsxError('ERR_WEBSOCKET', text, { cause }));
    };
    // The other side says nothing before it is asked.
    socket.resume();
    webSocket.once('error', fail);
    webSocket.once('upgrade', ({ headers }: IncomingMessage) => {
      webSocket.isUnmasked = isUnmasked && headers[NO_MASKING] === 'true';
    });
    webSocket.once('open', () => {
      webSocket.off('error', fail);
      const nothing = { jwt: '', user: '', pass: '', token: '' };
      const state = { clientIp: undefined, credentials: nothing, takesSmallMessages: false };
      resolve(new WebSocketTransport(webSocket, socket, state));
    });
  });
}

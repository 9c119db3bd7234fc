import type { Socket } from 'node:net';
import { NatsxError } from '../../base/errors.ts';
import { hostPort } from '../../base/system-error.ts';
import type { Transport } from '../connection/transport.ts';
import { shakeHandsAsClient, type DialTerms } from '../peers/client-handshake.ts';
import { connectTo, type DialSettings } from '../peers/dial.ts';
import type { PeerUrl } from '../peers/peer-url.ts';
import { tunnelTo, type ProxyTerms } from './proxy-tunnel.ts';
import { openWebSocket, type OpenWebSocketTerms } from '../websocket/open-websocket.ts';

/** Where leafnodes are among what is asked for by websocket (nats-server leafnode.go, leafNodeWSPath). */
const PATH = '/leafnode';

/** Connects to a server by websocket, through `proxy` if there is one; with `tls` all is encrypted. Rejects with a NatsxError. */
export async function dialWebSocket(
  url: PeerUrl,
  settings: DialSettings,
  tls: DialTerms | undefined,
  terms: Pick<OpenWebSocketTerms, 'isCompressed' | 'isUnmasked' | 'timeoutMs' | 'maxPayload'>,
  proxy?: ProxyTerms,
): Promise<Transport> {
  const { host, port } = url;
  const socket =
    proxy === undefined
      ? await connectTo(url, settings)
      : await tunnelTo(hostPort(host, port), proxy);
  const way = tls === undefined ? socket : await secured(socket, tls);
  const path = url.path === '' || url.path === '/' ? PATH : url.path.replace(/\/$/, '') + PATH;
  return openWebSocket(way, { ...terms, place: url.place, path });
}

function secured(socket: Socket, tls: DialTerms): Promise<Socket> {
  return new Promise((resolve, reject) => {
    shakeHandsAsClient(socket, tls, {
      secured: resolve,
      failed: ({ text }) => {
        socket.destroy();
        reject(new NatsxError('ERR_TLS', `TLS handshake error: ${text}`));
      },
    });
  });
}

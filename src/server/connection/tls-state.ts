import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';

/** What a handshake agreed on. */
export interface TlsState {
  /** `1.3` */
  readonly version: string;
  /** `TLS_AES_128_GCM_SHA256`: as Go spells it, which is IANA's name. */
  readonly cipherSuite: string;
  /** Whether TLS came before INFO. */
  readonly isFirst: boolean;
  /** The peer's, its own first, then who signed it; empty if it was not asked. */
  readonly peerCertificates: readonly X509Certificate[];
}

export function tlsState(socket: TLSSocket, isFirst = false): TlsState {
  return {
    version: socket.getProtocol()?.replace(/^TLSv/, '') ?? '',
    cipherSuite: socket.getCipher().standardName,
    isFirst,
    peerCertificates: peerCertificates(socket),
  };
}

function peerCertificates(socket: TLSSocket): X509Certificate[] {
  const chain: X509Certificate[] = [];
  let next = socket.getPeerX509Certificate();
  while (next !== undefined && !chain.some(({ raw }) => raw.equals(next!.raw))) {
    chain.push(next);
    next = next.issuerCertificate;
  }
  return chain;
}

/** A TLS handshake with a peer that connected, and what is checked of the peer after it; how any handshake ends. */
import { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { TLSSocket, type SecureContext } from 'node:tls';
import { hostPort } from '../../base/system-error.ts';
import { isPinned } from './pinned-keys.ts';
import { handshakeFailure, verificationFailure, type TlsFailure } from './tls-failure.ts';
import { plainAddress } from './transport.ts';

/** How handshakes are made. */
export interface HandshakeTerms {
  readonly secureContext: SecureContext;
  /** The context for a peer that names a server, if there are several. */
  readonly contextFor: ((serverName: string) => SecureContext) | undefined;
  /** Whether the peer must show a certificate that is signed by one that the context knows. */
  readonly requestsCertificate: boolean;
  /** Keys (hex sha256 of their SPKI) that a peer's certificate may have; empty for any. */
  readonly pinnedKeys: ReadonlySet<string>;
  readonly timeoutMs: number;
}

/** Called once, with the one or the other; not at all after `cancel`. */
export interface HandshakeOutcome {
  /** What came in with the end of the handshake has not been read yet. */
  secured(socket: TLSSocket): void;
  /** The socket is still to be destroyed. */
  failed(failure: TlsFailure): void;
}

/** Starts a handshake on `socket`; returns what gives it up. Bytes that wait in `socket` are TLS's. */
export function shakeHands(
  socket: Socket,
  terms: HandshakeTerms,
  outcome: HandshakeOutcome,
): () => void {
  const { secureContext, contextFor, requestsCertificate, timeoutMs } = terms;
  const secured = new TLSSocket(socket, {
    isServer: true,
    secureContext,
    requestCert: requestsCertificate,
    // OpenSSL then refuses who shows none; `verifyError` says what is wrong with one that is shown.
    rejectUnauthorized: requestsCertificate,
    ...(contextFor === undefined
      ? {}
      : { SNICallback: (name, answer) => answer(null, contextFor(name)) }),
  });
  return conclude(
    socket,
    secured,
    {
      event: 'secure',
      timeoutMs,
      explain: handshakeFailure,
      objection: () => clientObjection(secured, terms),
    },
    outcome,
  );
}

/** How the end of a handshake is known. */
export interface HandshakeEnd {
  readonly event: 'secure' | 'secureConnect';
  readonly timeoutMs: number;
  readonly explain: (error: Error) => TlsFailure;
  /** What is wrong with a peer that TLS itself is content with. */
  readonly objection: () => TlsFailure | undefined;
}

/** Waits for the end of the handshake of `secured`, which is around `socket`; returns what gives it up. */
export function conclude(
  socket: Socket,
  secured: TLSSocket,
  { event, timeoutMs, explain, objection }: HandshakeEnd,
  outcome: HandshakeOutcome,
): () => void {
  const timer = setTimeout(() => fail(timeoutFailure(socket)), timeoutMs);
  const stop = (): void => {
    clearTimeout(timer);
    secured.off(event, done);
    secured.off('close', closed);
  };
  const fail = (failure: TlsFailure): void => {
    stop();
    outcome.failed(failure);
  };
  const broke = (error: Error): void => fail(explain(error));
  // Before its handshake is done, a TLSSocket goes without a word when its peer does.
  const closed = (): void => fail({ text: 'EOF', isProbe: false });
  const done = (): void => {
    const failure = objection();
    if (failure !== undefined) {
      fail(failure);
      return;
    }
    stop();
    secured.off('error', broke);
    outcome.secured(secured);
  };
  secured.once('error', broke);
  // Whatever else breaks on the way down has been said.
  socket.on('error', ignore);
  secured.on('close', closed);
  secured.on(event, done);
  return () => {
    stop();
    secured.off('error', broke);
    secured.on('error', ignore);
  };
}

function ignore(): void {
  // See where it is used.
}

function clientObjection(socket: TLSSocket, terms: HandshakeTerms): TlsFailure | undefined {
  if (terms.requestsCertificate) {
    // What a tls.Server asks, too, before it calls a connection authorized.
    const { _handle: handle } = socket as unknown as {
      _handle: { verifyError(): NodeJS.ErrnoException | null };
    };
    const error = handle.verifyError();
    if (error !== null) return verificationFailure(error);
  }
  return pinningObjection(socket, terms.pinnedKeys);
}

/** What is wrong with a peer that shows another key than is pinned. */
export function pinningObjection(
  socket: TLSSocket,
  pinnedKeys: ReadonlySet<string>,
): TlsFailure | undefined {
  if (pinnedKeys.size === 0 || isPinned(ownCertificate(socket), pinnedKeys)) return undefined;
  return { text: 'certificate not pinned', isProbe: false };
}

/** Node's `getPeerX509Certificate` takes the chain away from the next who asks. */
function ownCertificate(socket: TLSSocket): X509Certificate | undefined {
  const { raw } = socket.getPeerCertificate() as { raw?: Buffer }; // Without one, it has nothing.
  return raw && new X509Certificate(raw);
}

function timeoutFailure(socket: Socket): TlsFailure {
  const { localAddress = '', localPort = 0, remoteAddress = '', remotePort = 0 } = socket;
  const local = hostPort(plainAddress(localAddress), localPort);
  const remote = hostPort(plainAddress(remoteAddress), remotePort);
  return { text: `read tcp ${local}->${remote}: i/o timeout`, isProbe: true };
}

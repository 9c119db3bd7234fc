/** A TLS handshake with a server that was dialed, and what is checked of it. */
import { X509Certificate } from 'node:crypto';
import { isIP, type Socket } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import {
  handshakeFailure,
  verificationFailure,
  type TlsFailure,
} from '../connection/tls-failure.ts';
import { conclude, pinningObjection, type HandshakeOutcome } from '../connection/tls-handshake.ts';
import { nameProblem, WRONG_NAME } from './name-problem.ts';
import type { DialTls } from './peer-terms.ts';

/** How handshakes are made with one server. */
export interface DialTerms extends DialTls {
  /** The name or address by which its certificate is judged. */
  readonly serverName: string;
}

/** Starts a handshake on `socket`; returns what gives it up. Bytes that wait in `socket` are TLS's. */
export function shakeHandsAsClient(
  socket: Socket,
  { secureContext, verifies, pinnedKeys, timeoutMs, serverName }: DialTerms,
  outcome: HandshakeOutcome,
): () => void {
  const secured = connect({
    socket,
    secureContext,
    host: serverName,
    // An address can't be asked for (RFC 6066, 3).
    servername: isIP(serverName) === 0 ? serverName : '',
    rejectUnauthorized: verifies,
    checkServerIdentity: (host, { raw }) => nameProblem(new X509Certificate(raw), host),
  });
  return conclude(
    socket,
    secured,
    {
      event: 'secureConnect',
      timeoutMs,
      explain: (error) => explain(error, secured),
      objection: () => pinningObjection(secured, pinnedKeys),
    },
    outcome,
  );
}

function explain(error: NodeJS.ErrnoException, secured: TLSSocket): TlsFailure {
  // Set only where the certificate is what is wrong, whatever the types say.
  if ((secured.authorizationError as unknown) === null) return handshakeFailure(error);
  const isWrongName = error.code === WRONG_NAME;
  return { ...verificationFailure(error), ...(isWrongName ? { isWrongName } : {}) };
}

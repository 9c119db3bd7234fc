/**
 * What a server tells a client that does wrong, and what becomes of the connection.
 * Wire errors are data, not exceptions: the text after `-ERR`, and why the connection ends, if it does.
 */
import type { ClosedState } from './closed-state.ts';

export interface WireError {
  /** The text of `-ERR`; undefined where nats-server says nothing and only closes. */
  readonly text: string | undefined;
  /** Why the connection is closed; undefined when it survives. */
  readonly closes: ClosedState | undefined;
}

export const WIRE_ERRORS = {
  unknownOperation: { text: 'Unknown Protocol Operation', closes: 'Protocol Violation' },
  malformedLine: { text: undefined, closes: 'Protocol Violation' },
  controlLineExceeded: {
    text: 'maximum control line exceeded',
    closes: 'Maximum Control Line Exceeded',
  },
  payloadExceeded: {
    text: 'Maximum Payload Violation',
    closes: 'Maximum Message Payload Exceeded',
  },
  authorization: { text: 'Authorization Violation', closes: 'Authentication Failure' },
  authenticationTimeout: {
    text: 'Authentication Timeout',
    closes: 'Authentication Timeout',
  },
  /** The time of a user's JWT is over, or its time of day. */
  authenticationExpired: { text: 'User Authentication Expired', closes: 'Authentication Expired' },
  accountExpired: { text: 'Account Authentication Expired', closes: 'Authentication Expired' },
  revoked: { text: 'User Authentication Revoked', closes: 'Credentials Revoked' },
  /** The key that issued a user who is connected is no more, or gives another role. */
  issuerGone: { text: undefined, closes: 'Authentication Failure' },
  proxyRequired: { text: 'Authorization Violation', closes: 'Proxy Required' },
  clientProtocol: { text: 'invalid client protocol', closes: 'Bad Client Protocol Version' },
  noRespondersNeedsHeaders: {
    text: 'no responders requires headers support',
    closes: 'No Responders Requires Headers',
  },
  connectionsExceeded: {
    text: 'maximum connections exceeded',
    closes: 'Maximum Connections Exceeded',
  },
  accountConnectionsExceeded: {
    text: 'maximum account active connections exceeded',
    closes: 'Maximum Account Connections Exceeded',
  },
  staleConnection: { text: 'Stale Connection', closes: 'Stale Connection' },
  subscriptionsExceeded: { text: 'maximum subscriptions exceeded', closes: undefined },
  invalidSubject: { text: 'Invalid Subject', closes: undefined },
  invalidPublishSubject: { text: 'Invalid Publish Subject', closes: undefined },
} as const satisfies Record<string, WireError>;

/** A violation that names what was refused; the connection survives it. */
export function violation(text: string): WireError {
  return { text, closes: undefined };
}

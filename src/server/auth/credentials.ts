import { quote } from '../../base/quote.ts';
import { isValidPublicKey } from '../../nkeys/strkey.ts';
import type { ConnectOptions } from '../../protocol/connect.ts';
import type { UserScope } from '../../jwt/index.ts';
import type { WireError } from '../../protocol/wire-errors.ts';
import type { Account } from '../account/account.ts';
import type { TlsState } from '../connection/tls-state.ts';
import type { AccountLimits } from '../options/accounts.ts';
import type { ConnectionType } from '../options/authorization.ts';
import type { Permissions } from './permissions.ts';

/** The fields of CONNECT that say who a client is. */
export type Claims = Pick<ConnectOptions, 'user' | 'pass' | 'auth_token' | 'nkey' | 'sig' | 'jwt'>;

/** Everything by which a connection can prove who it is. */
export interface Credentials {
  readonly claims: Claims;
  /** What it was asked to sign; empty if nothing. */
  readonly nonce: string;
  readonly connectionType: ConnectionType;
  /** The peer's certificate in DER, verified; undefined without one. */
  readonly certificate: Uint8Array | undefined;
  readonly host: string;
  /** The configured password, token or nkey, or the JWT, that the same claims have met before; undefined for new claims. */
  readonly proven: string | undefined;
  /** Whether the connection is closed: nobody waits for the answer. */
  readonly isGone: () => boolean;
  /** What else is known of the connection, for a service that decides about it. */
  readonly peer?: () => Peer;
}

/** What a client says of itself beside who it is, and how it came. */
export interface Peer extends Pick<ConnectOptions, 'name' | 'lang' | 'version' | 'protocol'> {
  /** Connection id. */
  readonly id: number;
  readonly type: 'nats' | 'websocket';
  /** What TLS agreed on; undefined without. */
  readonly tls: Pick<TlsState, 'version' | 'cipherSuite' | 'peerCertificates'> | undefined;
}

/** Who a connection is, and what it may do. */
export interface Identity {
  readonly type: 'identity';
  /** The user's name or public key as /connz shows it; empty if it gave none. */
  readonly user: string;
  /** The same for the log: `user:a`; empty if it gave none. */
  readonly label: string;
  readonly account: Account;
  /** Undefined for who may do everything. */
  readonly permissions: Permissions | undefined;
  /** The configured password or token that it had the right one for, or its nkey or JWT, if it was that. */
  readonly proven: string | undefined;
  /** What it may use beside what its account and the server allow; default the same. */
  readonly limits?: ClientLimits;
  /** When it must leave, in ms since 1970; default never. */
  readonly endsAtMs?: number;
  /** What its JWT says of it; undefined if it came in another way. */
  readonly jwtUser?: JwtUser;
}

/** As in an account, -1 is unlimited. */
export type ClientLimits = Pick<AccountLimits, 'maxSubscriptions' | 'maxPayload'>;

/** What a user's JWT says of the user. */
export interface JwtUser {
  readonly publicKey: string;
  readonly name: string;
  readonly tags: readonly string[];
  /** As monitoring may show it: not a bearer's. */
  readonly jwt: string | undefined;
  /** The key that signed it: of the account, or one of its signing keys. */
  readonly issuer: string;
  /** The role that this key gives; undefined for none. */
  readonly scope: UserScope | undefined;
}

/** A connection is not let in. */
export interface Refusal {
  readonly type: 'refusal';
  /** What is wrong, for the debug log: the client is not told. */
  readonly why: string;
  /** Time in ms that its answer waits, because it keeps trying. */
  readonly delayMs: number;
  /** What the client is told. Default 'Authorization Violation'. */
  readonly error?: WireError;
  /** The account that is to hear of it. Default the client's. */
  readonly concerns?: Account;
  /** Where `why` is logged. Default where only those look who search for something. */
  readonly level?: 'error';
}

export type Decision = Identity | Refusal;

export function refusal(why: string, delayMs = 0): Refusal {
  return { type: 'refusal', why, delayMs };
}

/** Who a client says it is: `User "a"`; undefined if it does not say, as one with a JWT alone. Never a secret. */
export function claimant({ nkey, user, auth_token: token }: Claims): string | undefined {
  if (nkey !== '') return `Nkey ${quote(publicPart(nkey))}`;
  if (user !== '') return `User ${quote(bytes(user))}`;
  return token === '' ? undefined : `Token "${REDACTED}"`;
}

/** How /connz and the log name a client by what it said. */
export function nameOf(claims: Claims): Pick<Identity, 'user' | 'label'> {
  const { nkey, user, auth_token: token } = claims;
  if (nkey !== '') return { user: publicPart(nkey), label: `nkey:${publicPart(nkey)}` };
  if (user !== '') return { user, label: `user:${user}` };
  return token === '' ? { user: '', label: '' } : { user: REDACTED, label: 'token' };
}

const REDACTED = '[REDACTED]';

/** Somebody may take his seed for his key. */
function publicPart(nkey: string): string {
  return isValidPublicKey(nkey) ? nkey : REDACTED;
}

function bytes(text: string): string {
  return Buffer.from(text).toString('latin1');
}

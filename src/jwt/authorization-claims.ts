/** What a server asks a service about a client that connects (auth callout), and what the service answers. */
import { commonClaims, VERSION, type CommonBody, type TypedClaims } from './claims.ts';
import { always, int64, list, object, optional, text, uint64, whole } from './fields.ts';
import type { Fields, Int64 } from './fields.ts';
import { isPublicKey, quoteText, type Issues } from './validation.ts';

/** The server that asks. */
export interface ServerId {
  readonly name: string;
  readonly host: string;
  readonly id: string;
  readonly version: string;
  readonly cluster: string;
  readonly tags: readonly string[];
  /** The curve key to which answers may be sealed. */
  readonly xkey: string;
}

/** The client as the server knows it. */
export interface ClientInformation {
  readonly host: string;
  /** Connection id. */
  readonly id: Int64;
  readonly user: string;
  readonly name: string;
  readonly tags: readonly string[];
  readonly name_tag: string;
  readonly kind: string;
  readonly type: string;
  readonly mqtt_id: string;
  readonly nonce: string;
}

/** What the client said in CONNECT; it holds its secrets. */
export interface ConnectOptions {
  readonly jwt: string;
  readonly nkey: string;
  readonly sig: string;
  readonly auth_token: string;
  readonly user: string;
  readonly pass: string;
  readonly name: string;
  readonly lang: string;
  readonly version: string;
  readonly protocol: Int64;
}

export interface ClientTls {
  readonly version: string;
  readonly cipher: string;
  /** Certificates that were not verified, as PEM. */
  readonly certs: readonly string[];
  /** Verified chains, the client's certificate first, as PEM. */
  readonly verified_chains: readonly (readonly string[])[];
}

export interface AuthorizationRequest extends CommonBody {
  readonly server_id: ServerId;
  /** The user key that the answer's JWT must be about. */
  readonly user_nkey: string;
  readonly client_info: ClientInformation;
  readonly connect_opts: ConnectOptions;
  readonly client_tls: ClientTls | undefined;
  readonly request_nonce: string;
}

/** Signed by a server. */
export type AuthorizationRequestClaims = TypedClaims<'authorization_request', AuthorizationRequest>;

/** One of `jwt` and `error` is set. */
export interface AuthorizationResponse extends CommonBody {
  /** The user JWT under which the client goes on. */
  readonly jwt: string;
  /** Why it may not connect. */
  readonly error: string;
  /** The account's key, where one of its signing keys answers. */
  readonly issuer_account: string;
}

/** Signed by an account; `sub` is the user key of the request and `aud` the server. */
export type AuthorizationResponseClaims = TypedClaims<
  'authorization_response',
  AuthorizationResponse
>;

export const AUTHORIZATION_REQUEST_FIELDS: Fields<AuthorizationRequest> = {
  server_id: object<ServerId>({
    name: always(text),
    host: always(text),
    id: always(text),
    version: text,
    cluster: text,
    tags: list(text),
    xkey: text,
  }),
  user_nkey: always(text),
  client_info: object<ClientInformation>({
    host: text,
    id: uint64,
    user: text,
    name: text,
    tags: list(text),
    name_tag: text,
    kind: text,
    type: text,
    mqtt_id: text,
    nonce: text,
  }),
  connect_opts: object<ConnectOptions>({
    jwt: text,
    nkey: text,
    sig: text,
    auth_token: text,
    user: text,
    pass: text,
    name: text,
    lang: text,
    version: text,
    protocol: always(int64),
  }),
  client_tls: optional(
    object<ClientTls>({
      version: text,
      cipher: text,
      certs: list(text),
      verified_chains: list(list(text)),
    }),
  ),
  request_nonce: text,
  tags: list(text),
  version: whole,
};

export const AUTHORIZATION_RESPONSE_FIELDS: Fields<AuthorizationResponse> = {
  jwt: text,
  error: text,
  issuer_account: text,
  tags: list(text),
  version: whole,
};

/** A request about a client for which the server made the user key `sub`. */
export function newAuthorizationRequestClaims(sub: string): AuthorizationRequestClaims {
  const nats = { ...object(AUTHORIZATION_REQUEST_FIELDS).zero(), version: VERSION };
  return { ...commonClaims(sub), type: 'authorization_request', nats };
}

/** An answer about the user key `sub` of a request. */
export function newAuthorizationResponseClaims(sub: string): AuthorizationResponseClaims {
  const nats = { ...object(AUTHORIZATION_RESPONSE_FIELDS).zero(), version: VERSION };
  return { ...commonClaims(sub), type: 'authorization_response', nats };
}

export function validateAuthorizationRequest(
  { nats }: AuthorizationRequestClaims,
  issues: Issues,
): void {
  const { user_nkey: user } = nats;
  if (user === '') issues.error('User nkey is required');
  else if (!isPublicKey(user, 'user')) {
    issues.error(`User nkey ${quoteText(user)} is not a valid user public key`);
  }
}

export function validateAuthorizationResponse(
  { sub, aud, nats }: AuthorizationResponseClaims,
  issues: Issues,
): void {
  const { jwt, error, issuer_account: issuerAccount } = nats;
  if (!isPublicKey(sub, 'user')) issues.error('Subject must be a user public key');
  if (!isPublicKey(aud, 'server')) issues.error('Audience must be a server public key');
  if (error === '' && jwt === '') issues.error('Error or Jwt is required');
  if (error !== '' && jwt !== '') issues.error('Only Error or Jwt can be set');
  if (issuerAccount !== '' && !isPublicKey(issuerAccount, 'account')) {
    issues.error('issuer_account is not an account public key');
  }
}

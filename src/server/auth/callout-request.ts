/** What a server asks about a client. */
import {
  newAuthorizationRequestClaims,
  type AuthorizationRequestClaims,
  type ClientTls,
  type ServerId,
} from '../../jwt/index.ts';
import { nameOf, type Credentials, type Decision, type Peer } from './credentials.ts';

/** Whom requests are for. */
const AUDIENCE = 'nats-authorization-request';

interface Asking {
  /** Whom the request is about: the issuer that must answer. */
  readonly subject: string;
  /** The key that the answer must be about. It is new each time, so that no answer fits twice. */
  readonly user: string;
  readonly server: ServerId;
  readonly expiresAtMs: number;
}

export function authorizationRequest(
  { claims, nonce, host, peer }: Credentials,
  before: Decision,
  { subject, user, server, expiresAtMs }: Asking,
): AuthorizationRequestClaims {
  const {
    id = 0,
    name = '',
    lang = '',
    version = '',
    protocol = 0,
    type = 'nats',
    tls,
  } = peer?.() ?? {};
  const request = newAuthorizationRequestClaims(subject);
  const { nkey, sig, jwt, auth_token, pass } = claims;
  const known = before.type === 'identity' ? before : undefined;
  // A certificate, or the options, may have said who it is.
  const shown = known?.user ?? nameOf(claims).user;
  const isNamed = known !== undefined && nkey === '' && jwt === '' && auth_token === '';
  return {
    ...request,
    aud: AUDIENCE,
    exp: Math.floor(expiresAtMs / 1000),
    nats: {
      ...request.nats,
      server_id: server,
      user_nkey: user,
      client_info: {
        host,
        id,
        user: shown,
        name,
        tags: known?.jwtUser?.tags ?? [],
        name_tag: known?.jwtUser?.name ?? '',
        kind: 'Client',
        type,
        mqtt_id: '',
        nonce: sig === '' ? '' : nonce,
      },
      connect_opts: {
        // Or the sentinel that stood in for it.
        jwt: jwt === '' && known?.jwtUser !== undefined ? (known.proven ?? '') : jwt,
        nkey,
        sig,
        auth_token,
        user: isNamed ? known.user : claims.user,
        pass,
        name,
        lang,
        version,
        protocol,
      },
      client_tls: tls === undefined ? undefined : clientTls(tls),
    },
  };
}

function clientTls({
  version,
  cipherSuite,
  peerCertificates,
}: NonNullable<Peer['tls']>): ClientTls {
  const chain = peerCertificates.map(({ raw }) => pemOf(raw));
  return {
    version,
    cipher: cipherSuite,
    // Who is asked for a certificate at all must show one that somebody trusted has signed.
    certs: [],
    verified_chains: chain.length === 0 ? [] : [chain],
  };
}

/** As Go's encoding/pem writes it. */
function pemOf(der: Uint8Array): string {
  const lines = Buffer.from(der)
    .toString('base64')
    .replace(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

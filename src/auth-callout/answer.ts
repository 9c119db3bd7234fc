/** Requests of servers, and answers to them. */
import { NatsxError } from '../base/errors.ts';
import {
  asScopedUser,
  decodeAs,
  encode,
  newAuthorizationResponseClaims,
  newUserClaims,
  type AuthorizationRequestClaims,
  type UserClaims,
} from '../jwt/index.ts';
import type { ServiceKeys, SigningKey } from './keys.ts';
import type { Verdict } from './judge.ts';
import type { Grant, Rules } from './rules.ts';

const AUDIENCE = 'nats-authorization-request';

/** Opens and reads a request; throws a NatsxError for what no server sent to us, or not now. */
export function readRequest(
  payload: Uint8Array,
  serverKey: string,
  { curve }: ServiceKeys,
  nowMs = Date.now(),
): AuthorizationRequestClaims {
  if (curve !== undefined && serverKey === '') {
    // It holds passwords: whoever sends it in clear has them read by others, too.
    throw refused('the request is not sealed: say xkey in the auth_callout of the server');
  }
  if (curve === undefined && serverKey !== '') {
    throw refused('the request is sealed, and there is no xkey_file to open it with');
  }
  const text = curve === undefined ? payload : curve.open(payload, serverKey);
  const claims = decodeAs('authorization_request', Buffer.from(text).toString());
  const { iss, aud, exp, nats } = claims;
  if (aud !== AUDIENCE) throw refused('the JWT is no authorization request');
  if (iss !== nats.server_id.id)
    throw refused('the request is not signed by the server that it names');
  if (serverKey !== nats.server_id.xkey)
    throw refused('the request is not sealed by the server that it names');
  if (exp !== 0 && exp * 1000 + 1000 < nowMs) throw refused('the request has expired');
  return claims;
}

/** The answer to `request`: a JWT, sealed as the request was. */
export function answerTo(
  request: AuthorizationRequestClaims,
  verdict: Verdict,
  keys: ServiceKeys,
  isInConfiguration: boolean,
): string | Uint8Array {
  const { user_nkey: user, server_id: server } = request.nats;
  const { issuer, curve } = keys;
  const response = newAuthorizationResponseClaims(user);
  const body =
    verdict.type === 'denied'
      ? { error: verdict.why }
      : { jwt: userToken(user, verdict, keys, isInConfiguration) };
  const issuer_account = issuer.account === issuer.pair.publicKey ? '' : issuer.account;
  const token = encode(
    { ...response, aud: server.id, nats: { ...response.nats, ...body, issuer_account } },
    issuer.pair,
  );
  return curve === undefined ? token : curve.seal(Buffer.from(token), server.xkey);
}

/** The user as the service lets it in. */
export function userClaims(
  user: string,
  { grant, endsAtMs }: Extract<Verdict, { type: 'granted' }>,
  key: SigningKey,
  isInConfiguration: boolean,
): UserClaims {
  const plain = newUserClaims(user);
  const common = {
    name: grant.name,
    exp: endsAtMs === Infinity ? 0 : Math.floor(endsAtMs / 1000),
    aud: isInConfiguration ? grant.account : '',
  };
  const issuer_account =
    !isInConfiguration && key.account !== key.pair.publicKey ? key.account : '';
  if (key.scoped) {
    const scoped = asScopedUser({ ...plain, ...common });
    return { ...scoped, nats: { ...scoped.nats, tags: grant.tags, issuer_account } };
  }
  const nats = { ...plain.nats, ...permissionsOf(grant), tags: grant.tags, issuer_account };
  return { ...plain, ...common, nats };
}

/** The key for an account: its own where operators have it, that of the issuer where a configuration does. */
export function keyFor(account: string, { issuer, accounts }: ServiceKeys): SigningKey | undefined {
  return accounts.size === 0 ? issuer : accounts.get(account);
}

export function isInConfiguration({ accounts }: Pick<Rules, 'accounts'>): boolean {
  return accounts.size === 0;
}

function userToken(
  user: string,
  verdict: Extract<Verdict, { type: 'granted' }>,
  keys: ServiceKeys,
  isConfigured: boolean,
): string {
  const key = keyFor(verdict.grant.account, keys);
  if (key === undefined) throw refused(`there is no key for the account ${verdict.grant.account}`);
  return encode(userClaims(user, verdict, key, isConfigured), key.pair);
}

function permissionsOf(grant: Grant): Partial<UserClaims['nats']> {
  const { publish: pub, subscribe: sub, responses, connectionTypes } = grant;
  return {
    pub,
    sub,
    resp: responses && { max: responses.max, ttl: BigInt(Math.round(responses.ttlMs * 1e6)) },
    subs: grant.subscriptions,
    payload: grant.payload,
    allowed_connection_types: connectionTypes,
  };
}

function refused(text: string): NatsxError {
  return new NatsxError('ERR_AUTH_REQUEST', text);
}

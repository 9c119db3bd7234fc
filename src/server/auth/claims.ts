/** What a client says of itself: to the authenticator, and in the log. */
import { quote } from '../../base/quote.ts';
import type { ConnectOptions } from '../../protocol/connect.ts';
import type { Account } from '../account/account.ts';
import type { Claims, Identity, JwtUser } from './credentials.ts';
import type { CookieCredentials } from '../connection/websocket-state.ts';

/** Who a client says it is; cookies of its websocket stand in for what its CONNECT left empty. */
export function claimsOf(
  { user, pass, auth_token: token, jwt, nkey, sig }: Readonly<ConnectOptions>,
  cookies: CookieCredentials | undefined,
): Claims {
  return {
    user: user === '' ? (cookies?.user ?? '') : user,
    pass: pass === '' ? (cookies?.pass ?? '') : pass,
    auth_token: token === '' ? (cookies?.token ?? '') : token,
    jwt: jwt === '' ? (cookies?.jwt ?? '') : jwt,
    nkey,
    sig,
  };
}

/** `v<version>:<lang>:<name>` as far as the client said them, and `<account>/<user>` if it is one. */
export function clientInfo(
  { version, lang, name }: ConnectOptions,
  account: Account,
  { label }: Identity,
): string {
  const parts = [version === '' ? '' : `v${version}`, lang, name].filter((part) => part !== '');
  const user = label === '' ? '' : `${account.label}/${label}`;
  const shown = [parts.join(':'), user].filter((part) => part !== '');
  return shown.map((part) => ` - ${quote(Buffer.from(part).toString('latin1'))}`).join('');
}

/** nats-server's line about a user whose JWT was right; names and keys, no token. */
export function authenticatedJwt(
  { publicKey, name, tags, issuer }: JwtUser,
  account: Account,
): string {
  const { claims } = account.standing ?? {};
  const user = `Client ${quoted(publicKey)} (claim-name: ${quoted(name)}, claim-tags: ${list(tags)})`;
  const of = `Account ${quoted(account.name)} (claim-name: ${quoted(claims?.name ?? '')}, claim-tags: ${list(claims?.nats.tags ?? [])})`;
  return `Authenticated JWT: ${user} signed with ${quoted(issuer)} by ${of} signed with ${quoted(claims?.iss ?? '')} has mappings ${!account.mappings.isEmpty}`;
}

function quoted(text: string): string {
  return quote(Buffer.from(text).toString('latin1'));
}

function list(texts: readonly string[]): string {
  return `[${texts.map(quoted).join(' ')}]`;
}

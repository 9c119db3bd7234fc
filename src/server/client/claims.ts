/** What a client says of itself: to the authenticator, and in the log. */
import { quote } from '../../base/quote.ts';
import type { ConnectOptions } from '../../protocol/connect.ts';
import type { Account } from '../account/account.ts';
import type { Claims, Identity } from '../auth/credentials.ts';
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
  const user = label === '' ? '' : `${account.name}/${label}`;
  const shown = [parts.join(':'), user].filter((part) => part !== '');
  return shown.map((part) => ` - ${quote(Buffer.from(part).toString('latin1'))}`).join('');
}

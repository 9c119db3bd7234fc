/**
 * The ways to prove who one is. Each door lets in, refuses, or says nothing (undefined): then the next one is tried.
 *
 * Their order, and who is sent to which, are nats-server's (auth.go, processClientOrLeafAuthentication).
 */
import type { Account } from '../account/account.ts';
import { CertificateUsers } from './certificate-users.ts';
import { nameOf, refusal, type Credentials, type Decision } from './credentials.ts';
import { isSigned } from './nkey-challenge.ts';
import { decoyOf, type PasswordChecks } from './password.ts';
import type { User, Users } from './users.ts';

export type Door = (credentials: Credentials) => Decision | Promise<Decision> | undefined;

/** Users with a key, who sign the nonce. */
export function nkeyDoor({ byNkey }: Users, noAuthUser: string | undefined): Door {
  return ({ claims, nonce, connectionType, proven }) => {
    const isNobody = saysNothing(claims) && claims.nkey === '';
    const nkey = isNobody ? (noAuthUser ?? '') : claims.nkey;
    const user = byNkey.get(nkey);
    if (user === undefined && (isNobody || nkey === '')) return undefined;
    if (user === undefined) return refusal('Nkey not known');
    if (!user.mayUse(connectionType)) return refusal('Connection type not allowed');
    if (user.proxyRequired) return refusal(PROXY_REQUIRED);
    // A signature is dear to check: 10,000 clients that are asked anew on a reload would hold up all others for seconds.
    if (nkey !== noAuthUser && nkey !== proven) {
      if (claims.sig === '') return refusal('Signature missing');
      if (!isSigned(nonce, claims.sig, user.key)) return refusal('Signature not verified');
    }
    return admitted({ ...claims, nkey }, user, nkey === noAuthUser ? undefined : nkey);
  };
}

/** Users that their certificate names. One that has a password as well must say it, too. */
export function certificateDoor({ byName }: Users, passwords: PasswordChecks): Door {
  const users = new CertificateUsers(byName);
  return (credentials) => {
    const { claims, certificate, connectionType } = credentials;
    if (certificate === undefined) return refusal('User required in cert, none found');
    const user = users.find(certificate, (each) => each.mayUse(connectionType));
    if (user === undefined) return refusal('User in cert, not found');
    if (user.proxyRequired) return refusal(PROXY_REQUIRED);
    const named = { ...credentials, claims: { ...claims, user: user.name } };
    return secretDecision(named, user.password, claims.pass, passwords, user);
  };
}

/** Users with a password. Those without one that a certificate may name, are only let in by it. */
export function passwordDoor(
  { byName }: Users,
  noAuthUser: string | undefined,
  isForCertificate: (user: User) => boolean,
  passwords: PasswordChecks,
): Door {
  const decoy = decoyOf([...byName.values()].map(({ password }) => password));
  return (credentials) => {
    const { claims, connectionType } = credentials;
    const nobody =
      saysNothing(claims) && noAuthUser !== undefined ? byName.get(noAuthUser) : undefined;
    if (nobody === undefined && claims.user === '') return undefined;
    const user = nobody ?? byName.get(claims.user);
    if (user === undefined) {
      return after(passwords.check(decoy, claims.pass, credentials.isGone), () =>
        refusal('User not known'),
      );
    }
    if (!user.mayUse(connectionType)) return refusal('Connection type not allowed');
    if (user.proxyRequired) return refusal(PROXY_REQUIRED);
    if (nobody !== undefined) return admitted({ ...claims, user: nobody.name }, nobody);
    if (user.password === '' && user.name !== noAuthUser && isForCertificate(user)) {
      return refusal('User requires a client certificate');
    }
    return secretDecision(credentials, user.password, claims.pass, passwords, user);
  };
}

/** Everybody who knows the token. */
export function tokenDoor(token: string, account: Account, passwords: PasswordChecks): Door {
  return (credentials) =>
    secretDecision(credentials, token, credentials.claims.auth_token, passwords, { account });
}

/** The only user. */
export function singleUserDoor(
  name: string,
  password: string,
  account: Account,
  passwords: PasswordChecks,
): Door {
  const decoy = decoyOf([password]);
  return (credentials) => {
    const { user, pass } = credentials.claims;
    if (user === name) return secretDecision(credentials, password, pass, passwords, { account });
    const checked = passwords.check(decoy, pass, credentials.isGone);
    return after(checked, () => refusal('User not known'));
  };
}

const PROXY_REQUIRED = 'Proxy required';

/** What a user brings along that counts once it is let in. */
type Standing = Pick<User, 'account'> & Partial<Pick<User, 'permissions'>>;

/** Whether what a client knows is the `configured` password or token; not asked again of one who has proven it. */
function secretDecision(
  credentials: Credentials,
  configured: string,
  given: string,
  passwords: PasswordChecks,
  standing: Standing,
): Decision | Promise<Decision> {
  const { claims, proven, isGone } = credentials;
  const isRight = proven === configured || passwords.check(configured, given, isGone);
  return after(isRight, (right) =>
    right ? admitted(claims, standing, configured) : refusal('Password or token is wrong'),
  );
}

function admitted(
  claims: Credentials['claims'],
  { account, permissions }: Standing,
  proven?: string,
): Decision {
  return { type: 'identity', ...nameOf(claims), account, permissions, proven };
}

function saysNothing({ user, pass, auth_token: token }: Credentials['claims']): boolean {
  return user === '' && pass === '' && token === '';
}

/** Goes on with `value` when it is there: in most cases at once. */
export function after<Value, Result>(
  value: Value | Promise<Value>,
  goOn: (value: Value) => Result | Promise<Result>,
): Result | Promise<Result> {
  return value instanceof Promise ? value.then(goOn) : goOn(value);
}

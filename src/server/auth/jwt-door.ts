/**
 * Users who show a JWT. It says by whose word they come: an account's, of which an operator's JWT says that it is to be
 * trusted. What is looked at in which order, and what the log says of it, is nats-server's (auth.go).
 */
import { isRevoked } from '../../jwt/index.ts';
import { WIRE_ERRORS, type WireError } from '../../protocol/wire-errors.ts';
import type { Account } from '../account/account.ts';
import type { AccountStanding } from '../account/from-claims.ts';
import { connectedUntil } from './connect-times.ts';
import {
  nameOf,
  refusal,
  type Credentials,
  type Decision,
  type Identity,
  type Refusal,
} from './credentials.ts';
import { after } from './doors.ts';
import { isSigned } from './nkey-challenge.ts';
import type { PermissionSets } from './permission-sets.ts';
import { mayUse, UserGrants, type Grant } from './user-grants.ts';
import { UserTokens, type UserToken } from './user-tokens.ts';

/** Finds accounts by their public keys. */
export interface AccountFinder {
  lookUp(
    accountKey: string,
    missing?: (why: string) => void,
  ): Account | undefined | Promise<Account | undefined>;
}

export interface JwtDoorOptions {
  /** Stands in for the JWT of those who bring none; empty for none. */
  readonly sentinel: string;
  /** The accounts whose users alone are let in; undefined for those of all. */
  readonly pinnedAccounts: ReadonlySet<string> | undefined;
}

export class JwtDoor {
  /** Users who were refused because their account is not pinned. */
  pinnedAccountFailures = 0;
  readonly #accounts: AccountFinder;
  readonly #tokens = new UserTokens();
  readonly #grants: UserGrants;
  #options: JwtDoorOptions = { sentinel: '', pinnedAccounts: undefined };

  constructor(accounts: AccountFinder, sets: PermissionSets) {
    this.#accounts = accounts;
    this.#grants = new UserGrants(sets);
  }

  configure(options: JwtDoorOptions): void {
    this.#options = options;
  }

  decide(credentials: Credentials): Decision | Promise<Decision> {
    const token = this.#tokenOf(credentials);
    if (token === undefined) return refusal('Authentication requires a user JWT');
    if (typeof token === 'string') return refusal(`User JWT not valid: ${token}`);
    const { claims } = token;
    const problem = timeProblem(token);
    if (problem !== undefined) return refusal(`User JWT no longer valid: ${problem}`);
    const issuer = claims.nats.issuer_account === '' ? claims.iss : claims.nats.issuer_account;
    const { pinnedAccounts } = this.#options;
    if (pinnedAccounts?.has(issuer) === false) {
      this.pinnedAccountFailures++;
      return refusal(`Account ${issuer} not listed as operator pinned account`);
    }
    let why = '';
    return after(
      this.#accounts.lookUp(issuer, (text) => (why = text)),
      (account) =>
        account?.standing === undefined
          ? refusal(`Account JWT lookup error: ${why}`)
          : this.#enter(credentials, token, account, account.standing),
    );
  }

  /** What is shown, or what stands in for it. */
  #tokenOf({ claims: { jwt } }: Credentials): UserToken | string | undefined {
    const shown = jwt === '' ? '' : this.#tokens.read(jwt);
    if (typeof shown !== 'string') return shown;
    const { sentinel } = this.#options;
    return sentinel === '' ? undefined : this.#tokens.read(sentinel);
  }

  #enter(
    credentials: Credentials,
    token: UserToken,
    account: Account,
    standing: AccountStanding,
  ): Decision {
    const { claims } = token;
    const { host, connectionType, proven } = credentials;
    const isKnown = proven === token.jwt;
    if (!standing.issuers.has(claims.iss)) {
      return gone('User JWT issuer is not known', isKnown);
    }
    const grant = this.#grants.of(claims, standing);
    if (typeof grant === 'string') return gone(grant, isKnown);
    if (standing.isExpired) return refusal('Account JWT has expired');
    if (grant.isBearer && standing.claims.nats.limits.disallow_bearer) {
      return refusal('Account does not allow bearer tokens');
    }
    if (grant.proxyRequired) return refused('Proxy required', WIRE_ERRORS.proxyRequired);
    if (!mayUse(grant, connectionType)) return refusal('Connection type not allowed');
    const unsigned = isKnown || grant.isBearer ? undefined : signatureProblem(credentials, token);
    if (unsigned !== undefined) return refusal(unsigned);
    if (isRevoked(standing.claims.nats.revocations, claims.sub, claims.iat)) {
      const why = 'User authentication revoked';
      return isKnown ? refused(why, WIRE_ERRORS.revoked) : refusal(why);
    }
    if (grant.networks?.includes(host) === false) return denied(`Bad src Ip ${host}`);
    const endOfTimes = connectedUntil(grant.times, grant.timeZone, Date.now());
    if (endOfTimes === undefined) return denied('Outside connect times');
    if (!isKnown) this.#tokens.keep(token);
    return identityOf(credentials, token, account, grant, endOfTimes);
  }
}

function timeProblem({ claims: { exp, nbf }, isSound }: UserToken): string | undefined {
  if (!isSound) return 'it has validation issues';
  const now = Math.floor(Date.now() / 1000);
  if (exp !== 0 && now > exp) return 'claim is expired';
  return nbf > now ? 'claim is not yet valid' : undefined;
}

function signatureProblem({ claims, nonce }: Credentials, { key }: UserToken): string | undefined {
  if (claims.sig === '') return 'Signature missing';
  return isSigned(nonce, claims.sig, key) ? undefined : 'Signature not verified';
}

/** The key that issued the user is no more, or has another role: who is connected is cut off without a word. */
function gone(why: string, isKnown: boolean): Refusal {
  return isKnown ? refused(why, WIRE_ERRORS.issuerGone) : refusal(why);
}

function refused(why: string, error: WireError): Refusal {
  return { ...refusal(why), error };
}

/** Of whom the log is to tell at any level. */
function denied(why: string): Refusal {
  return { ...refusal(why), level: 'error' };
}

function identityOf(
  credentials: Credentials,
  { jwt, claims }: UserToken,
  account: Account,
  grant: Grant,
  endOfTimesMs: number,
): Identity {
  const endMs = claims.exp === 0 ? Infinity : claims.exp * 1000;
  return {
    type: 'identity',
    ...shownName(credentials, claims.sub),
    account,
    permissions: grant.permissions,
    proven: jwt,
    limits: grant.limits,
    endsAtMs: Math.min(endMs, endOfTimesMs),
    jwtUser: {
      publicKey: claims.sub,
      name: claims.name,
      tags: claims.nats.tags,
      // A bearer's JWT is a password.
      jwt: grant.isBearer ? undefined : jwt,
      issuer: claims.iss,
      scope: account.standing?.issuers.get(claims.iss),
    },
  };
}

/** Who gives a name beside the JWT is shown by it. A key can only be that of the JWT. */
function shownName({ claims }: Credentials, key: string): Pick<Identity, 'user' | 'label'> {
  if (claims.nkey !== '') return nameOf({ ...claims, nkey: key });
  return claims.user === '' ? { user: key, label: `jwt:${key}` } : nameOf(claims);
}

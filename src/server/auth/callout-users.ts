/** The users that a service lets in: by a JWT of its own, into an account that it may give. */
import { ANY_ACCOUNT, decodeAs, JwtError, type UserClaims } from '../../jwt/index.ts';
import { quoteText } from '../../jwt/validation.ts';
import { WIRE_ERRORS } from '../../protocol/wire-errors.ts';
import type { Account } from '../account/account.ts';
import { connectedUntil } from './connect-times.ts';
import { CalloutAnswerError } from './callout-answer.ts';
import {
  nameOf,
  refusal,
  type ClientLimits,
  type Credentials,
  type Decision,
  type Identity,
} from './credentials.ts';
import type { AccountFinder } from './jwt-door.ts';
import type { PermissionSets } from './permission-sets.ts';
import { mayUse, UserGrants, type Grant } from './user-grants.ts';

/** By which a service is asked. */
export interface Terms {
  /** In which it listens. */
  readonly account: Account;
  /** The account that signs for it. */
  readonly issuer: string;
  /** The key that requests are sealed for; empty if they are not. */
  readonly xkey: string;
  /** Whether an operator vouches for the account. */
  readonly isClaimed: boolean;
}

/** A user whom a service let in. */
export interface AnsweredUser {
  readonly claims: UserClaims;
  readonly jwt: string;
}

interface Surroundings {
  account(name: string): Account | undefined;
  readonly claimed: AccountFinder | undefined;
}

export class CalloutUsers {
  readonly #around: Surroundings;
  readonly #grants: UserGrants;

  constructor(around: Surroundings, sets: PermissionSets) {
    this.#around = around;
    this.#grants = new UserGrants(sets);
  }

  /** The user of an answer that was read; rejects with a CalloutAnswerError. */
  async admitted(user: AnsweredUser, credentials: Credentials, terms: Terms): Promise<Identity> {
    const { claims } = user;
    const asked = quoteText(terms.account.name);
    const place = terms.isClaimed ? placeOfClaimed(claims, terms) : placeOfNamed(claims, terms);
    let why = 'account missing';
    const { claimed } = this.#around;
    const account =
      claimed === undefined
        ? this.#around.account(place)
        : await claimed.lookUp(place, (text) => (why = text));
    if (account === undefined) {
      throw new CalloutAnswerError(
        `no valid account ${quoteText(place)} for auth callout response on account ${asked}: ${why}`,
      );
    }
    return this.#identity(user, credentials, account, asked);
  }

  /**
   * One who was let in by `jwt` some time ago. What its account or the options say now counts; undefined if it is none of
   * this server's users. `issuer` is that of the options.
   */
  renewed(
    jwt: string,
    credentials: Credentials,
    issuer: string | undefined,
  ): Decision | Promise<Decision> | undefined {
    let claims: UserClaims;
    try {
      claims = decodeAs('user', jwt);
    } catch (error) {
      if (error instanceof JwtError) return undefined; // A password may look like one.
      throw error;
    }
    const { claimed } = this.#around;
    const enter = (account: Account | undefined): Decision => {
      if (account === undefined) return refusal('The account of the user is gone');
      try {
        return this.#identity({ claims, jwt }, credentials, account, quoteText(account.name));
      } catch (error) {
        if (error instanceof CalloutAnswerError) return refusal(error.message);
        throw error;
      }
    };
    if (claimed === undefined) {
      return claims.iss === issuer
        ? enter(this.#around.account(claims.aud))
        : refusal('The issuer of the user is no longer that of the auth callout');
    }
    const found = claimed.lookUp(accountOf(claims));
    return found instanceof Promise ? found.then(enter) : enter(found);
  }

  #identity(
    { claims, jwt }: AnsweredUser,
    credentials: Credentials,
    account: Account,
    asked: string,
  ): Identity {
    const grant = this.#grantOf(claims, account);
    if (grant.proxyRequired) {
      throw new CalloutAnswerError('Proxy Required', WIRE_ERRORS.proxyRequired);
    }
    const wrong = (what: string): CalloutAnswerError =>
      new CalloutAnswerError(`authorized user on account ${asked} ${what}`);
    if (!mayUse(grant, credentials.connectionType)) throw wrong('using invalid connection type');
    if (grant.networks?.includes(credentials.host) === false)
      throw wrong('from an invalid network');
    const endOfTimes = connectedUntil(grant.times, grant.timeZone, Date.now());
    if (endOfTimes === undefined) throw wrong('outside of valid connect times');
    const { standing } = account;
    const { name, sub, iss, exp, nats } = claims;
    return {
      type: 'identity',
      ...(name === '' ? nameOf(credentials.claims) : { user: name, label: `user:${name}` }),
      account,
      permissions: grant.permissions,
      proven: jwt,
      limits: limitsOf(grant),
      endsAtMs: Math.min(exp === 0 ? Infinity : exp * 1000, endOfTimes),
      ...(standing === undefined
        ? {}
        : {
            jwtUser: {
              publicKey: sub,
              name,
              tags: nats.tags,
              jwt: undefined,
              issuer: iss,
              scope: standing.issuers.get(iss),
            },
          }),
    };
  }

  #grantOf(claims: UserClaims, { standing }: Account): Grant {
    if (standing === undefined) return this.#grants.alone(claims);
    if (!standing.issuers.has(claims.iss)) {
      throw new CalloutAnswerError(`user JWT issuer ${quoteText(claims.iss)} is not known`);
    }
    if (standing.isExpired) throw new CalloutAnswerError('Account JWT has expired');
    const grant = this.#grants.of(claims, standing);
    if (typeof grant === 'string') throw new CalloutAnswerError(grant);
    return grant;
  }
}

/** In a configuration, the audience names the account; nobody but the issuer may say so. */
function placeOfNamed({ iss, aud, nats }: UserClaims, { issuer, account }: Terms): string {
  const name = quoteText(account.name);
  if (nats.issuer_account !== '') {
    throw new CalloutAnswerError(
      `error non operator mode account ${name}: attempted to use issuer_account`,
    );
  }
  if (iss === issuer) return aud;
  throw new CalloutAnswerError(
    `wrong issuer for auth callout response on account ${name}, expected ${quoteText(issuer)} got ${quoteText(iss)}`,
  );
}

/** The account that issued the user: the service's own, or one that it may give. */
function placeOfClaimed(claims: UserClaims, { account }: Terms): string {
  const place = accountOf(claims);
  const allowed = account.standing?.claims.nats.authorization.allowed_accounts ?? [];
  if (place === account.name || allowed.includes(place) || allowed.includes(ANY_ACCOUNT)) {
    return place;
  }
  throw new CalloutAnswerError(
    `account ${quoteText(claims.iss)} not permitted as valid account option for auth callout for account ${quoteText(account.name)}`,
  );
}

function accountOf({ iss, nats }: UserClaims): string {
  return nats.issuer_account === '' ? iss : nats.issuer_account;
}

/** nats-server heeds none of them here, so there are services that leave them out: 0 is as good as nothing. */
function limitsOf({ limits }: Grant): ClientLimits {
  const { maxSubscriptions, maxPayload } = limits;
  return { maxSubscriptions: maxSubscriptions || -1, maxPayload: maxPayload || -1 };
}

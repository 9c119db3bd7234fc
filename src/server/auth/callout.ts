/**
 * Auth callout: a service decides who a client is. It listens in an account of its own, is asked with a JWT that says all
 * about the client, and answers with the JWT of a user. Who is asked about, and what an answer must be, is nats-server's
 * (auth.go, auth_callout.go).
 */
import { createUser } from '../../nkeys/create.ts';
import type { KeyPair } from '../../nkeys/keypair.ts';
import { encode, isExternallyAuthorized, type ServerId } from '../../jwt/index.ts';
import type { Account } from '../account/account.ts';
import type { AuthCalloutOptions } from '../options/authorization.ts';
import { authorizationRequest } from './callout-request.ts';
import { CalloutAnswerError, readAnswer } from './callout-answer.ts';
import { CalloutUsers, type Terms } from './callout-users.ts';
import {
  refusal,
  type Credentials,
  type Decision,
  type Identity,
  type Refusal,
} from './credentials.ts';
import { after } from './doors.ts';
import type { AccountFinder } from './jwt-door.ts';
import type { PermissionSets } from './permission-sets.ts';
import type { Permissions } from './permissions.ts';

/** Where services listen. Their users must not publish there: they would ask themselves. */
const SUBJECT = '$SYS.REQ.USER.AUTH';
const KEY_HEADER = 'Nats-Server-Xkey';

/** The server that asks. */
export interface CalloutServer {
  /** Signs requests; its public key is the server's id. */
  readonly key: KeyPair;
  /** Seals requests, and opens answers. */
  readonly curve: KeyPair;
  id(): Omit<ServerId, 'xkey'>;
  /** Sends a request in `account`; the payload of the first answer, or undefined if none comes in time. */
  ask(
    account: Account,
    subject: string,
    payload: string | Uint8Array,
    options: { readonly headers?: Readonly<Record<string, string>>; readonly timeoutMs: number },
  ): Promise<Buffer | undefined>;
  /** The accounts of the options, by their names. */
  account(name: string): Account | undefined;
  /** The operators' accounts; undefined without operators. */
  readonly claimed: AccountFinder | undefined;
  error(text: string): void;
  warn(text: string): void;
  debug(text: string): void;
}

export interface CalloutSettings {
  /** The callout of the options; accounts of operators have theirs in their JWTs. */
  readonly callout: AuthCalloutOptions | undefined;
  readonly timeoutMs: number;
  /** Whether the options have a user of that name or key. */
  readonly isKnown: (user: string) => boolean;
}

/** Who is asked about a client, or left as he is. */
interface Concern {
  readonly terms: Terms;
  /** Whether it is one of the service's own users. */
  readonly isService: boolean;
}

export class Callout {
  readonly #server: CalloutServer;
  readonly #sets: PermissionSets;
  readonly #users: CalloutUsers;
  #settings: CalloutSettings = {
    callout: undefined,
    timeoutMs: 2_000,
    isKnown: () => false,
  };

  constructor(server: CalloutServer, sets: PermissionSets) {
    this.#server = server;
    this.#sets = sets;
    this.#users = new CalloutUsers(server, sets);
  }

  configure(settings: CalloutSettings): void {
    this.#settings = settings;
    const { callout, isKnown } = settings;
    if (callout === undefined) return;
    const { account, authUsers } = callout;
    if (this.#server.account(account) === undefined) {
      this.#server.error(`Authorization callout account ${JSON.stringify(account)} not valid`);
    }
    for (const user of authUsers.filter((each) => !isKnown(each))) {
      this.#server.error(`Authorization callout user ${JSON.stringify(user)} not valid`);
    }
  }

  /** Whether clients must wait for somebody who is asked, or may have to. */
  get isOn(): boolean {
    return this.#settings.callout !== undefined || this.#server.claimed !== undefined;
  }

  /** What becomes of a client about whom `decision` was made without asking. */
  decide(credentials: Credentials, decision: Decision): Decision | Promise<Decision> {
    const concern = this.#concernOf(credentials, decision);
    if (concern === undefined) return decision;
    const { terms, isService } = concern;
    const decided = isService ? decision : this.#ask(credentials, decision, terms);
    return after(decided, (final) => this.#denyTo(final, terms.account));
  }

  /** The same client some time later; undefined for one who was not let in by a service. Nobody is asked again. */
  renew(credentials: Credentials): Decision | Promise<Decision> | undefined {
    const { proven, claims } = credentials;
    if (!this.isOn || proven?.startsWith(JWT) !== true || proven === claims.jwt) return undefined;
    const { callout } = this.#settings;
    const renewed = this.#users.renewed(proven, credentials, callout?.issuer);
    return renewed === undefined
      ? undefined
      : after(renewed, (decision) => {
          const account = callout === undefined ? undefined : this.#server.account(callout.account);
          return account === undefined ? decision : this.#denyTo(decision, account);
        });
  }

  #concernOf(credentials: Credentials, decision: Decision): Concern | undefined {
    const { callout } = this.#settings;
    return this.#server.claimed === undefined
      ? callout && this.#byOptions(callout, credentials, decision)
      : byAccount(decision);
  }

  /** Those of `$G` too, who are all that nobody knows; of other accounts, those that the options name, or all. */
  #byOptions(
    callout: AuthCalloutOptions,
    { claims }: Credentials,
    decision: Decision,
  ): Concern | undefined {
    const { issuer = '', xkey = '', authUsers, allowedAccounts, account: name } = callout;
    const own = decision.type === 'identity' ? decision.account.name : EVERYBODY;
    const isOther = own !== EVERYBODY && allowedAccounts.length > 0;
    if (isOther && !allowedAccounts.includes(own)) return undefined;
    const account = this.#server.account(name);
    if (account === undefined) return undefined; // The options were checked: it is there.
    const said = claims.nkey === '' ? claims.user : claims.nkey;
    const user = decision.type === 'identity' ? decision.user : said;
    return {
      terms: { account, issuer, xkey, isClaimed: false },
      isService: authUsers.includes(user),
    };
  }

  async #ask(credentials: Credentials, before: Decision, terms: Terms): Promise<Decision> {
    const { account, xkey } = terms;
    const { curve, key } = this.#server;
    const { timeoutMs } = this.#settings;
    const user = createUser().publicKey;
    const sealed = xkey === '' ? undefined : curve;
    const request = encode(
      authorizationRequest(credentials, before, {
        subject: terms.issuer,
        user,
        server: { ...this.#server.id(), xkey: sealed?.publicKey ?? '' },
        expiresAtMs: Date.now() + timeoutMs,
      }),
      key,
    );
    const payload = sealed === undefined ? request : sealed.seal(Buffer.from(request), xkey);
    const headers = sealed === undefined ? {} : { [KEY_HEADER]: sealed.publicKey };
    const answer = await this.#server.ask(account, SUBJECT, payload, { headers, timeoutMs });
    if (answer === undefined) {
      const name = JSON.stringify(account.name);
      const why = `Authorization callout response not received in time on account ${name}`;
      return this.#refused(why, account, (text) => this.#server.debug(text));
    }
    try {
      const expected = { terms, user, server: key.publicKey, curve: sealed };
      return await this.#users.admitted(readAnswer(answer, expected), credentials, terms);
    } catch (error) {
      if (!(error instanceof CalloutAnswerError)) throw error;
      const refused = this.#refused(error.message, account, (text) => this.#server.warn(text));
      return error.wireError === undefined ? refused : { ...refused, error: error.wireError };
    }
  }

  #refused(why: string, account: Account, log: (text: string) => void): Refusal {
    log(why);
    return { ...refusal(why), concerns: account };
  }

  /** In the service's account nobody may publish to the service. */
  #denyTo(decision: Decision, account: Account): Decision {
    if (decision.type !== 'identity' || decision.account !== account) return decision;
    return { ...decision, permissions: this.#denied(decision.permissions) } satisfies Identity;
  }

  #denied(permissions: Permissions | undefined): Permissions {
    const { publish, subscribe, allowResponses } = permissions?.terms ?? {};
    const deny = [...(publish?.deny ?? []), SUBJECT];
    return this.#sets.of({ publish: { allow: publish?.allow, deny }, subscribe, allowResponses });
  }
}

const JWT = 'eyJ';
const EVERYBODY = '$G';

/** A user who was let in by a JWT, if that of its account names a service. */
function byAccount(decision: Decision): Concern | undefined {
  if (decision.type !== 'identity') return undefined;
  const { account, jwtUser } = decision;
  const authorization = account.standing?.claims.nats.authorization;
  if (authorization === undefined || !isExternallyAuthorized(authorization)) return undefined;
  const { auth_users: users, xkey } = authorization;
  return {
    terms: { account, issuer: account.name, xkey, isClaimed: true },
    isService: users.includes(jwtUser?.publicKey ?? ''),
  };
}

/**
 * What a server has that trusts operators: their accounts, the resolver that finds the JWTs of these, and the door for
 * their users. A server without operators does not load it.
 */
import { isDeepStrictEqual } from 'node:util';
import { Deadline } from '../base/deadline.ts';
import { NatsxError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { decodeAs, isBlocking, JwtError, validate } from '../jwt/index.ts';
import type { Account } from './account/account.ts';
import type { Accounts } from './account/accounts.ts';
import { ClaimedAccounts } from './account/claimed-accounts.ts';
import { createResolver } from './account/resolver/create-resolver.ts';
import type { AccountResolver } from './account/resolver/resolver.ts';
import { standInClaims } from './account/stand-in.ts';
import { TrustedOperators } from './account/trusted-operators.ts';
import { JwtDoor } from './auth/jwt-door.ts';
import type { PermissionSets } from './auth/permission-sets.ts';
import { operatorClaims } from './options/operator.ts';
import type { ServerOptions } from './options/options.ts';
import { serveClaims, type SyncTimes } from './system/claims.ts';
import type { System } from './system/system.ts';
import { clientTls } from './tls/tls-terms.ts';

/** Somebody who is connected, as far as what operators say of his account concerns him. */
interface AccountMember {
  readonly kind: 'client' | 'leaf';
  readonly account: Account;
  /** Whether its account counts it. */
  readonly isMember: boolean;
  accountExpired(): void;
  excludeFromAccount(): void;
  limitsChanged(): void;
  renewLogin(): void;
}

export interface OperatorModeSurroundings {
  readonly accounts: Accounts;
  readonly logger: Logger;
  /** The clients and leafnodes that are connected, in the order in which they came. */
  members(): Iterable<AccountMember>;
  /** What a mapping decided holds no more. */
  forgetPlans(): void;
}

/** How long a server without the JWT of its system account waits until it looks for it again. */
const SYSTEM_ACCOUNT_MS = 1_000;

export class OperatorMode {
  readonly claimed: ClaimedAccounts;
  readonly #surroundings: OperatorModeSurroundings;
  readonly #logger: Logger;
  #options: ServerOptions;
  #resolver: AccountResolver | undefined;
  #search: Deadline | undefined;
  /** Ends the answers to requests about JWTs. */
  #endClaims: () => void = () => undefined;

  constructor(options: ServerOptions, surroundings: OperatorModeSurroundings) {
    this.#options = options;
    this.#surroundings = surroundings;
    this.#logger = surroundings.logger;
    this.claimed = new ClaimedAccounts({
      operators: new TrustedOperators(operatorClaims(options), options.trustedKeys),
      accounts: surroundings.accounts,
      logger: surroundings.logger,
      cluster: options.cluster?.name ?? '',
      listener: {
        claimsChanged: (account) => this.#claimsChanged(account),
        accountExpired: (account) => {
          for (const member of this.#membersOf(account)) member.accountExpired();
        },
      },
    });
  }

  /** The only way in: by the JWT of a user. */
  door(sets: PermissionSets): JwtDoor {
    return new JwtDoor(this.claimed, sets);
  }

  /** Opens the resolver and finds the system account. Throws a NatsxError: the server can't do without. */
  async start(): Promise<void> {
    this.#logPreloads();
    await this.#open();
    await this.#findSystemAccount();
  }

  /** nats-server's lines of who is trusted. */
  logOperators(): void {
    const { operators } = this.claimed.operators;
    if (operators.length > 0) this.#logger.notice('Trusted Operators');
    for (const { aud, name, iat, exp } of operators) {
      this.#logger.notice(`  System  : ${JSON.stringify(aud)}`);
      this.#logger.notice(`  Operator: ${JSON.stringify(name)}`);
      this.#logger.notice(`  Issued  : ${goTime(iat)}`);
      this.#logger.notice(`  Expires : ${exp === 0 ? 'Never' : goTime(exp)}`);
    }
    if (operators.length > 0 && this.#options.systemAccount === undefined) {
      this.#logger.warn('Trusted Operators should utilize a System Account');
    }
  }

  /** The step of a reload that may fail: the resolver for `options`, which `adopt` takes; the one there is, if it will do. */
  async prepare(options: ServerOptions): Promise<AccountResolver | undefined> {
    const before = this.#resolver;
    const keeps = before !== undefined && before.type !== 'memory';
    if (keeps && isDeepStrictEqual(options.resolver, this.#options.resolver)) return before;
    if (before?.directory === undefined) return this.#started(options);
    // A directory has one master at a time.
    await before.close();
    try {
      return await this.#started(options);
    } catch (error) {
      await this.#open();
      throw error;
    }
  }

  /** Undoes `prepare`, where a later step of the reload failed. */
  async discard(resolver: AccountResolver | undefined): Promise<void> {
    if (resolver === this.#resolver) return;
    await resolver?.close();
    if (this.#resolver?.directory !== undefined) await this.#open();
  }

  /** From now on `options` hold, and JWTs come from `resolver`. Those that are there no more are gone. */
  async adopt(options: ServerOptions, resolver: AccountResolver | undefined): Promise<void> {
    this.#options = options;
    const before = this.#resolver;
    this.#resolver = resolver;
    this.claimed.use(resolver);
    if (before !== resolver) await before?.close();
    this.#logPreloads();
    if (resolver?.type === 'memory') await this.claimed.reviewAll();
    else await resolver?.reload();
  }

  /** Answers requests about the JWTs of accounts, as the resolver that there is now can. */
  serveClaims(system: System): void {
    this.#endClaims();
    const [resolver, accounts, logger] = [this.#resolver, this.claimed, this.#logger];
    if (resolver !== undefined)
      this.#endClaims = serveClaims({ system, resolver, accounts, logger, times: this.#syncTimes });
  }

  get #syncTimes(): SyncTimes | undefined {
    const { resolver } = this.#options;
    if (resolver?.type !== 'full' && resolver?.type !== 'cache') return undefined;
    const { timeoutMs } = resolver;
    return { timeoutMs, intervalMs: resolver.type === 'full' ? resolver.intervalMs : undefined };
  }

  async stop(): Promise<void> {
    this.#endClaims();
    this.#search?.cancel();
    this.claimed.stop();
    await this.#resolver?.close();
  }

  async #open(): Promise<void> {
    this.#resolver = await this.#started(this.#options);
    this.claimed.use(this.#resolver);
  }

  async #started(options: ServerOptions): Promise<AccountResolver | undefined> {
    const { resolver: where, resolverPreload: preload, resolverTls: tls } = options;
    if (where === undefined) return undefined;
    const resolver = createResolver({
      resolver: where,
      preload,
      tls: tls && clientTls(tls),
    });
    await resolver.start({
      logger: this.#logger,
      changed: (accountKey, jwt) => this.#changed(accountKey, jwt),
    });
    return resolver;
  }

  /** A system account that only servers have to which this one must first connect may come later. */
  async #findSystemAccount(): Promise<void> {
    const { systemAccount: key } = this.#options;
    if (key === undefined || key === '') return;
    let why = '';
    const found = await this.claimed.lookUp(key, (text) => (why = text));
    if (found !== undefined) return;
    const [operator, ...others] = this.claimed.operators.operators;
    const mayCome = this.#resolver !== undefined && this.#resolver.type !== 'memory';
    if (operator === undefined || others.length > 0 || !mayCome) {
      throw new NatsxError('ERR_OPTIONS', `error resolving system account: ${why}`);
    }
    this.claimed.standIn(standInClaims(key, operator));
    this.#logger.notice('Using bootstrapping system account');
    this.#searchSystemAccount(key);
  }

  #searchSystemAccount(key: string): void {
    this.#search = new Deadline(Date.now() + SYSTEM_ACCOUNT_MS, () => {
      void this.#triedSystemAccount(key).then((isFound) => {
        if (isFound) this.#logger.notice('System account fetched and updated');
        else this.#searchSystemAccount(key);
      });
    });
  }

  async #triedSystemAccount(key: string): Promise<boolean> {
    try {
      const jwt = await this.#resolver?.fetch(key);
      return jwt !== undefined && (await this.claimed.replace(key, jwt)) === undefined;
    } catch (error) {
      if (error instanceof NatsxError) return false; // It can't be told yet; nats-server does not log it either.
      throw error;
    }
  }

  async #changed(accountKey: string, jwt: string | undefined): Promise<void> {
    if (jwt === undefined) {
      this.claimed.disable(accountKey);
      return;
    }
    const problem = await this.claimed.replace(accountKey, jwt);
    if (problem === undefined) return;
    const account = JSON.stringify(accountKey);
    this.#logger.error(`DirResolver - Update for account ${account} resulted in error ${problem}`);
  }

  /** Who is beyond a limit is sent away, those who came last first; the others are looked at as on a login. */
  #claimsChanged(account: Account): void {
    if (!account.mappings.isEmpty) this.#surroundings.forgetPlans();
    const { maxConnections, maxLeafnodes } = account.limits;
    const counts = { client: 0, leaf: 0 };
    for (const member of this.#membersOf(account)) {
      const most = member.kind === 'client' ? maxConnections : maxLeafnodes;
      if (++counts[member.kind] > most && most >= 0) member.excludeFromAccount();
      else {
        member.limitsChanged();
        member.renewLogin();
      }
    }
  }

  #membersOf(account: Account): AccountMember[] {
    return [...this.#surroundings.members()].filter(
      (member) => member.isMember && member.account === account,
    );
  }

  /** nats-server server.go, checkResolvePreloads: told at once, not when somebody wants to log in. */
  #logPreloads(): void {
    for (const [key, accountJwt] of Object.entries(this.#options.resolverPreload)) {
      try {
        const issues = validate(decodeAs('account', accountJwt));
        if (!isBlocking(issues, { includesTimeChecks: true })) continue;
        this.#logger.warn(`Account [${key}] has validation issues:`);
        for (const { description } of issues) this.#logger.warn(`  - ${description}`);
      } catch (error) {
        if (!(error instanceof JwtError)) throw error;
        this.#logger.error(`Preloaded account [${key}] not valid`);
      }
    }
  }
}

/** As Go prints a time: `2026-11-22 17:00:00 +0000 UTC`. */
function goTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  const two = (number: number): string => String(Math.floor(Math.abs(number))).padStart(2, '0');
  const offset = -date.getTimezoneOffset();
  const local = new Date(date.getTime() + offset * 60_000).toISOString();
  const sign = offset < 0 ? '-' : '+';
  const difference = `${sign}${two(offset / 60)}${two(offset % 60)}`;
  // Names of zones take Node a tenth of a second, and most servers have no other than this.
  const zone = offset === 0 ? 'UTC' : difference;
  return `${local.slice(0, 10)} ${local.slice(11, 19)} ${difference} ${zone}`;
}

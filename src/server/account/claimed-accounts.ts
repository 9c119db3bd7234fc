/**
 * The accounts of a server with operators. They are made of JWTs, which a resolver has: an account when somebody needs
 * it, and with it all accounts that it imports from. A changed JWT changes its account in place.
 *
 * An import that can't be made leaves its account incomplete. It is tried again whenever its exporter comes, changes or
 * goes, and when the time of its activation comes or is over: what there is depends on the JWTs alone, not on the order
 * in which they came.
 */
import { isDeepStrictEqual } from 'node:util';
import { Deadline } from '../../base/deadline.ts';
import { NatsxError } from '../../base/errors.ts';
import type { Logger } from '../../base/logger.ts';
import type { AccountClaims, Import } from '../../jwt/index.ts';
import { isValidPublicKey } from '../../nkeys/strkey.ts';
import type { Account } from './account.ts';
import type { Accounts } from './accounts.ts';
import { Activations } from './activation.ts';
import { claimedImports } from './claimed-imports.ts';
import { Exports, NO_EXPORTS } from './exports.ts';
import {
  exportsOf,
  limitsOf,
  mappingsOf,
  standingOf,
  type AccountStanding,
} from './from-claims.ts';
import type { AccountResolver } from './resolver/resolver.ts';
import { NOT_VALID, type TrustedOperators } from './trusted-operators.ts';

/** Told what becomes of accounts, for those who are connected to them. */
export interface ClaimsListener {
  /** Other claims hold. */
  claimsChanged(account: Account): void;
  /** Nobody may be in it any more: its time is over, or its JWT is gone. */
  accountExpired(account: Account): void;
}

export interface ClaimedAccountsSettings {
  readonly operators: TrustedOperators;
  /** Where the accounts that come to be used are registered. */
  readonly accounts: Accounts;
  readonly listener: ClaimsListener;
  readonly logger: Logger;
  /** Name of the server's cluster; empty if it has none. */
  readonly cluster: string;
}

/** What is kept of an account beside what it is. */
interface Entry {
  /** When its JWT ends. */
  end: Deadline | undefined;
  /** When an activation begins or ends. */
  review: Deadline | undefined;
  made: string;
}

export class ClaimedAccounts {
  readonly operators: TrustedOperators;
  readonly #accounts: Accounts;
  readonly #listener: ClaimsListener;
  readonly #logger: Logger;
  readonly #cluster: string;
  readonly #activations = new Activations();
  #resolver: AccountResolver | undefined;
  readonly #entries = new Map<Account, Entry>();
  /** By the key of the exporter: who says that it imports from it. */
  readonly #importers = new Map<string, Set<Account>>();
  /** Accounts that are being fetched. */
  readonly #arrivals = new Map<string, Promise<Account | string>>();
  /** Accounts some of whose exporters, or theirs, are being fetched. */
  readonly #gatherings = new Map<Account, Promise<void>>();

  constructor({ operators, accounts, listener, logger, cluster }: ClaimedAccountsSettings) {
    this.operators = operators;
    this.#accounts = accounts;
    this.#listener = listener;
    this.#logger = logger;
    this.#cluster = cluster;
  }

  /** From now on accounts come from `resolver`, which is started; without one, no account is found. */
  use(resolver: AccountResolver | undefined): void {
    this.#resolver = resolver;
  }

  /**
   * The account with this public key, its imports made; undefined if there is none that may be used now, and then
   * `missing` is told why. At once if it is known.
   */
  lookUp(
    accountKey: string,
    missing?: (why: string) => void,
  ): Account | undefined | Promise<Account | undefined> {
    const account = this.#known(accountKey);
    if (account === undefined) return this.#find(accountKey, missing);
    const gathering = this.#gatherings.get(account);
    return gathering === undefined ? account : gathering.then(() => account);
  }

  /** Whether somebody has used the account, so that it is known here. */
  has(accountKey: string): boolean {
    return this.#accounts.get(accountKey)?.standing !== undefined;
  }

  /**
   * Takes on the claims of an account that is known, and does nothing for others: who needs them looks them up. Resolves
   * with what is wrong, in nats-server's words, and nothing is changed then; undefined if the claims hold.
   *
   * Who sends an old JWT again must not get back what was taken from him: older claims than those that hold are refused.
   */
  async update(accountKey: string, jwt: string): Promise<string | undefined> {
    return this.#update(accountKey, jwt, (claims, standing) => claims.iat >= standing.claims.iat);
  }

  /** As `update`, but an older JWT holds too: whoever keeps the JWTs has put it there. */
  async replace(accountKey: string, jwt: string): Promise<string | undefined> {
    return this.#update(accountKey, jwt, () => true);
  }

  /** The account's JWT is no more: its clients are sent away, and nobody may log in until there is one again. */
  disable(accountKey: string): void {
    const account = this.#known(accountKey);
    if (account === undefined) return;
    this.#logger.debug(`Disable account ${accountKey} due to remove`);
    this.#expire(account);
  }

  /**
   * Registers an account of which only the key is known, signed by `operator`: the system account of a server that finds
   * the JWT by it.
   */
  standIn(claims: AccountClaims): Account {
    const account = this.#accounts.get(claims.sub) ?? this.#accounts.add(claims.sub);
    account.standing = standingOf('', claims, false);
    this.#entries.set(account, { end: undefined, review: undefined, made: '' });
    return account;
  }

  /** Looks at all accounts anew, as on a reload; those that the resolver has no more are gone. */
  async reviewAll(): Promise<void> {
    for (const [account] of [...this.#entries]) {
      const jwt = await this.#fetch(account.name);
      const isFound = typeof jwt === 'object';
      const problem = isFound ? await this.replace(account.name, jwt.jwt) : undefined;
      if (isFound && problem === undefined) continue;
      const why = isFound ? 'bad claims' : 'removed';
      this.#logger.notice(`Reloaded: deleting account [${why}]: ${JSON.stringify(account.name)}`);
      this.#forget(account);
    }
  }

  stop(): void {
    for (const { end, review } of this.#entries.values()) {
      end?.cancel();
      review?.cancel();
    }
  }

  #known(accountKey: string): Account | undefined {
    const account = this.#accounts.get(accountKey);
    return account?.standing?.isExpired === false ? account : undefined;
  }

  async #find(accountKey: string, missing?: (why: string) => void): Promise<Account | undefined> {
    const found = await this.#arrive(accountKey);
    if (typeof found === 'string') {
      missing?.(found);
      return undefined;
    }
    await this.#gatherings.get(found);
    return found;
  }

  /** The account, which may still wait for those it imports from, or why there is none. Asked for once at a time. */
  #arrive(accountKey: string): Promise<Account | string> {
    let arrival = this.#arrivals.get(accountKey);
    if (arrival === undefined) {
      arrival = this.#load(accountKey).finally(() => this.#arrivals.delete(accountKey));
      this.#arrivals.set(accountKey, arrival);
    }
    return arrival;
  }

  async #load(accountKey: string): Promise<Account | string> {
    const before = this.#accounts.get(accountKey)?.standing;
    if (before?.isExpired === true) {
      this.#logger.debug(`Requested account [${accountKey}] has expired`);
    }
    const fetched = await this.#fetch(accountKey);
    if (typeof fetched === 'string') return before === undefined ? fetched : 'account expired';
    if (fetched.jwt === before?.jwt && isOver(before.claims)) return 'account expired';
    const verdict = this.#verify(accountKey, fetched.jwt);
    if (typeof verdict === 'string') return before === undefined ? verdict : 'account expired';
    const account = this.#accounts.get(accountKey) ?? this.#accounts.add(accountKey);
    this.#apply(account, fetched.jwt, verdict);
    return account;
  }

  /** nats-server server.go, fetchRawAccountClaims. */
  async #fetch(accountKey: string): Promise<{ readonly jwt: string } | string> {
    const start = performance.now();
    let problem: string;
    try {
      if (this.#resolver === undefined) return 'account resolver missing';
      const isKey = isValidPublicKey(accountKey, 'account');
      const jwt = isKey ? await this.#resolver.fetch(accountKey) : undefined;
      this.#logFetch(accountKey, performance.now() - start);
      if (jwt !== undefined) return { jwt };
      problem = isKey ? 'account missing' : 'will only fetch valid account keys';
    } catch (error) {
      if (!(error instanceof NatsxError)) throw error;
      problem = error.message;
    }
    this.#logger.warn(`Account fetch failed: ${problem}`);
    return problem;
  }

  #logFetch(accountKey: string, tookMs: number): void {
    const line = `Account [${accountKey}] fetch took ${tookMs.toFixed(3)}ms`;
    if (tookMs > 1000) this.#logger.warn(line);
    else this.#logger.debug(line);
  }

  #verify(accountKey: string, jwt: string): AccountClaims | string {
    const verdict = this.operators.verify(jwt);
    if (verdict.type === 'distrusted') return verdict.why;
    return verdict.claims.sub === accountKey ? verdict.claims : NOT_VALID;
  }

  async #update(
    accountKey: string,
    jwt: string,
    mayFollow: (claims: AccountClaims, standing: AccountStanding) => boolean,
  ): Promise<string | undefined> {
    const account = this.#accounts.get(accountKey);
    const standing = account?.standing;
    if (account === undefined || standing === undefined) return undefined;
    if (standing.jwt === jwt && standing.isComplete && !standing.isExpired) {
      this.#logger.debug(`Requested account update for [${accountKey}], same claims detected`);
      return undefined;
    }
    const claims = this.#verify(accountKey, jwt);
    if (typeof claims === 'string') return claims;
    if (!mayFollow(claims, standing)) return 'claims are older than those that hold';
    this.#apply(account, jwt, claims);
    await this.#gatherings.get(account);
    return undefined;
  }

  #apply(account: Account, jwt: string, claims: AccountClaims): void {
    this.#logger.debug(`Updating account claims: ${account.name}/${claims.name}`);
    const before = account.standing;
    account.standing = standingOf(jwt, claims, this.operators.isStrict(claims.iss));
    const entry = this.#entryOf(account);
    entry.end?.cancel();
    entry.end =
      claims.exp === 0 ? undefined : new Deadline(claims.exp * 1000, () => this.#expire(account));
    this.#index(account, before?.claims.nats.imports ?? []);
    this.#settle(account, 'whatever was made');
    this.#gather(account);
    if (before === undefined || isSharedOtherwise(before, account.standing)) {
      this.#reviewImporters(account);
    }
    this.#listener.claimsChanged(account);
  }

  #entryOf(account: Account): Entry {
    let entry = this.#entries.get(account);
    if (entry === undefined) {
      entry = { end: undefined, review: undefined, made: '' };
      this.#entries.set(account, entry);
    }
    return entry;
  }

  /** Notes from whom the account imports, and did `before`. */
  #index(account: Account, before: readonly Import[]): void {
    for (const { account: exporter } of before) {
      const importers = this.#importers.get(exporter);
      importers?.delete(account);
      if (importers?.size === 0) this.#importers.delete(exporter);
    }
    for (const { account: exporter } of account.standing?.claims.nats.imports ?? []) {
      const importers = this.#importers.get(exporter);
      if (importers === undefined) this.#importers.set(exporter, new Set([account]));
      else importers.add(account);
    }
  }

  /** Makes what the claims say hold; or nothing, `ifOther`, where the same imports would be made as before. */
  #settle(account: Account, when: 'if other' | 'whatever was made'): void {
    const standing = account.standing!;
    const { nats } = standing.claims;
    const entry = this.#entryOf(account);
    const isAll = when === 'whatever was made';
    const { label } = account;
    const imports = claimedImports(account, nats.imports, {
      activations: this.#activations,
      exporterOf: (key) => this.#known(key),
      refused: ({ type }, why) =>
        this.#logger.debug(`Error adding ${type} import to account [${label}]: ${why}`),
    });
    entry.review?.cancel();
    entry.review =
      imports.untilMs === Infinity
        ? undefined
        : new Deadline(imports.untilMs, () => this.#settle(account, 'if other'));
    if (!isAll && entry.made === imports.made) return;
    entry.made = imports.made;
    account.standing = { ...standing, isComplete: !imports.made.includes('0') };
    this.#accounts.settle(account, {
      limits: limitsOf(nats),
      mappings: isAll ? mappingsOf(nats, this.#cluster) : account.mappings,
      exports: isAll ? this.#exportsOf(account) : account.exports,
      streamImports: imports.streams,
      serviceImports: imports.services,
    });
  }

  #exportsOf(account: Account): Exports {
    const { nats } = account.standing!.claims;
    if (nats.exports.length === 0) return NO_EXPORTS;
    return new Exports(
      exportsOf(nats, ({ service_latency: latency }, why) => {
        const how = latency?.sampling === 'headers' ? ' (using headers)' : '';
        this.#logger.debug(
          `Error adding latency tracking${how} for service export to account [${account.label}]: ${why}`,
        );
      }),
    );
  }

  /** Has those come that it imports from, and those that they import from. */
  #gather(account: Account): void {
    const { imports } = account.standing!.claims.nats;
    const wanted = new Set(imports.map((each) => each.account));
    for (const exporter of wanted) {
      if (this.#known(exporter) !== undefined) continue;
      void this.#arrive(exporter).then((found) => {
        if (typeof found !== 'string') return;
        for (const each of imports.filter(({ account: from }) => from === exporter)) {
          this.#logger.error(
            `Can't locate account [${exporter}] for import of [${each.subject}] ${each.type} (err=${found})`,
          );
        }
      });
    }
    if (!this.#isWaiting(account)) return;
    const gathering = this.#gathered(account).finally(() => {
      if (this.#gatherings.get(account) === gathering) this.#gatherings.delete(account);
    });
    this.#gatherings.set(account, gathering);
  }

  /** Whether one of those that it imports from, be it through others, is still to come. */
  #isWaiting(account: Account): boolean {
    return [...this.#exportersOf(account)].some((key) => this.#arrivals.has(key));
  }

  async #gathered(account: Account): Promise<void> {
    for (const key of this.#exportersOf(account)) await this.#arrivals.get(key);
  }

  /** The keys of those that it imports from, directly or not, as far as they are known when one gets there. */
  *#exportersOf(account: Account): Iterable<string> {
    const keys = new Set([account.name]);
    for (const key of keys) {
      if (key !== account.name) yield key;
      for (const each of this.#accounts.get(key)?.standing?.claims.nats.imports ?? []) {
        keys.add(each.account);
      }
    }
  }

  /** Those who import from `account` may now have more, or less. */
  #reviewImporters({ name }: Account): void {
    for (const importer of this.#importers.get(name) ?? []) this.#settle(importer, 'if other');
  }

  #expire(account: Account): void {
    if (account.standing === undefined || account.standing.isExpired) return;
    account.standing = { ...account.standing, isExpired: true };
    this.#reviewImporters(account);
    this.#listener.accountExpired(account);
  }

  #forget(account: Account): void {
    const entry = this.#entries.get(account);
    entry?.end?.cancel();
    entry?.review?.cancel();
    this.#entries.delete(account);
    const imports = account.standing?.claims.nats.imports ?? [];
    account.standing = undefined;
    this.#index(account, imports);
    this.#accounts.remove(account);
    this.#reviewImporters(account);
  }
}

/** Whether who imports from the account might now have more, or less. */
function isSharedOtherwise(before: AccountStanding, after: AccountStanding): boolean {
  return (
    before.isExpired ||
    !isDeepStrictEqual(before.claims.nats.exports, after.claims.nats.exports) ||
    !isDeepStrictEqual([...before.issuers.keys()], [...after.issuers.keys()])
  );
}

function isOver({ exp }: AccountClaims): boolean {
  return exp !== 0 && exp * 1000 <= Date.now();
}

/** Writes what was found as a store and a keystore of today. */
import { join } from 'node:path';
import { NatsxError } from '../../base/errors.ts';
import type { AccountClaims } from '../../jwt/account-claims.ts';
import type { Claims } from '../../jwt/kinds.ts';
import type { OperatorClaims } from '../../jwt/operator-claims.ts';
import { didSign } from '../../jwt/trust.ts';
import type { UserClaims } from '../../jwt/user-claims.ts';
import { NscError } from '../errors.ts';
import type { KnownOperators } from '../operator-source.ts';
import { Report } from '../report.ts';
import type { Files } from '../store/files.ts';
import { Keystore } from '../store/keystore.ts';
import { checkName, OperatorStore } from '../store/operator-store.ts';
import { accountOf, type Found, type FoundEntities } from './find.ts';

export interface RebuildingOptions {
  readonly out: string;
  readonly found: FoundEntities;
  readonly known: KnownOperators;
  readonly ignoresInGit: boolean;
}

export class Rebuilding {
  readonly counts = { operators: 0, accounts: 0, users: 0, nkeys: 0 };
  readonly #options: RebuildingOptions;
  readonly #files: Files;
  readonly #keystore: Keystore;
  /** Users by the key of their account. */
  readonly #users = new Map<string, Found<UserClaims>[]>();

  constructor(options: RebuildingOptions, files: Files) {
    this.#options = options;
    this.#files = files;
    const { ignoresInGit } = options;
    this.#keystore = new Keystore({ folder: join(options.out, 'keys'), ignoresInGit }, files);
    for (const user of options.found.users) {
      const account = accountOf(user.claims);
      const others = this.#users.get(account);
      if (others === undefined) this.#users.set(account, [user]);
      else others.push(user);
    }
  }

  rebuild(): Report {
    const report = new Report('Generate');
    for (const operator of this.#options.found.operators) this.#rebuildOperator(operator, report);
    return report;
  }

  #rebuildOperator({ claims, token }: Found<OperatorClaims>, report: Report): void {
    const name = this.#nameOf(claims);
    const line = report.group(`operator ${name} [${claims.sub}]`);
    const store = attempt(line, 'error creating store', () => this.#createStore(name, claims));
    if (store === undefined) return;
    store.setOperator(token);
    this.counts.operators++;
    this.#keepSeeds([claims.sub, ...claims.nats.signing_keys], line);
    line.ok('stored operator');
    const { accounts } = this.#options.found;
    const own = accounts.filter((account) => didSign(claims, account.claims));
    for (const account of newestFirst(own)) this.#rebuildAccount(store, account, line);
  }

  /** Servers' operators have whole sentences for names, but for those that everybody knows. */
  #nameOf({ name, nats }: OperatorClaims): string {
    const server = nats.account_server_url;
    if (!name.includes(' ') || server === '') return name;
    const known = Array.from(this.#options.known).find(([, url]) => url.startsWith(server));
    return known?.[0] ?? name;
  }

  #createStore(name: string, { sub, nats }: OperatorClaims): OperatorStore {
    checkName(name, 'operator');
    const root = join(this.#options.out, 'operators');
    const folder = join(root, name);
    if (this.#files.foldersIn(folder).length + this.#files.filesIn(folder).length > 0) {
      throw new NscError('ERR_NSC_EXISTS', `operator "${name}" already exists in \`${root}\``);
    }
    const { seeds } = this.#options.found;
    const isManaged = ![sub, ...nats.signing_keys].some((key) => seeds.has(key));
    return OperatorStore.create(folder, isManaged, this.#files);
  }

  #rebuildAccount(
    store: OperatorStore,
    { claims, token }: Found<AccountClaims>,
    report: Report,
  ): void {
    const { name, sub, nats } = claims;
    const line = report.group(`account ${name} [${sub}]`);
    const isStored = attempt(line, 'error storing', () => {
      checkName(name, 'account');
      if (store.hasAccount(name)) {
        throw new NscError('ERR_NSC_EXISTS', `the name is that of an account issued later`);
      }
      store.setAccount(name, token);
      return true;
    });
    if (isStored !== true) return;
    line.ok('stored account');
    this.counts.accounts++;
    this.#keepSeeds([sub, ...nats.signing_keys.keys(), nats.authorization.xkey], report);
    const users = (this.#users.get(sub) ?? []).filter((user) => didSign(claims, user.claims));
    for (const user of newestFirst(users)) this.#rebuildUser(store, name, user, line, report);
  }

  #rebuildUser(
    store: OperatorStore,
    account: string,
    { claims, token }: Found<UserClaims>,
    report: Report,
    operatorReport: Report,
  ): void {
    const { name, sub } = claims;
    const line = report.group(`user ${name} [${sub}]`);
    const isStored = attempt(line, 'error storing user', () => {
      checkName(name, 'user');
      if (store.hasUser(account, name)) {
        throw new NscError('ERR_NSC_EXISTS', `the name is that of a user issued later`);
      }
      store.setUser(account, name, token);
      return true;
    });
    if (isStored !== true) return;
    this.counts.users++;
    const pair = this.#options.found.seeds.get(sub);
    if (pair === undefined) return;
    this.#keepSeeds([sub], operatorReport);
    const path = this.#keystore.addCreds(store.name, account, name, token, pair);
    line.ok(`stored creds file ${path}`);
  }

  #keepSeeds(keys: readonly string[], report: Report): void {
    for (const key of keys) {
      const pair = this.#options.found.seeds.get(key);
      if (pair === undefined) continue;
      this.#keystore.add(pair);
      this.counts.nkeys++;
      report.ok(`stored key ${key}`);
    }
  }
}

/** The last that was issued gets the name, if several want it. */
function newestFirst<C extends Claims>(found: readonly Found<C>[]): Found<C>[] {
  return found.toSorted((a, b) => b.claims.iat - a.claims.iat);
}

/** What can't be stored is told, and the rest goes on. */
function attempt<T>(report: Report, what: string, action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof NatsxError)) throw error;
    report.error(`${what}: ${error.message}`);
    return undefined;
  }
}

import { isDeepStrictEqual } from 'node:util';
import { byteString } from '../../base/byte-string.ts';
import type { AccountOptions, AccountsOptions } from '../options/accounts.ts';
import type { MappingsOptions } from '../options/mappings.ts';
import { isOperatorMode } from '../options/operator.ts';
import { serviceImports, streamImports } from '../options/sharing.ts';
import {
  Account,
  NO_SETTINGS,
  UNLIMITED,
  type AccountSettings,
  type InterestListener,
} from './account.ts';
import { Exports, NO_EXPORTS } from './exports.ts';
import { Mappings } from './mapping.ts';
import { StreamImport } from './stream-import.ts';
import { withSystemServices } from './system-services.ts';

/** The account of everybody who has no other. */
const GLOBAL_ACCOUNT = '$G';
/** The account of the server's own messages, unless another is named. */
const SYSTEM_ACCOUNT = '$SYS';

/** The options that say which accounts there are; what they share was found right (options/sharing.ts). */
export interface RegistryOptions {
  readonly accounts: AccountsOptions;
  /** Of $G. */
  readonly mappings: MappingsOptions;
  readonly systemAccount: string | undefined;
  readonly noSystemAccount: boolean;
  readonly cluster: { readonly name?: string | undefined } | undefined;
  /** Who are trusted, if accounts are made of JWTs: then there is no system account unless it is named. */
  readonly operator?: readonly string[];
  readonly trustedKeys?: readonly string[];
}

/** Told when an account has other imports of services than before, or is gone and has none any more. */
export interface ServiceImportListener {
  serviceImportsChanged(account: Account): void;
}

/** Told when there is one account more, or less. */
export interface AccountListener {
  accountAdded(account: Account): void;
  accountRemoved(account: Account): void;
}

/** The accounts of a server, made from its options. A reload changes them in place: an account lives as long as its name. */
export class Accounts {
  readonly global: Account;
  readonly #byName = new Map<string, Account>();
  /** The same list for all accounts. */
  readonly #listeners: InterestListener[];
  readonly #watchers: AccountListener[] = [];
  readonly #services: readonly ServiceImportListener[];
  #options: RegistryOptions = NOTHING_SAID;
  #system: Account | undefined;

  constructor(
    listeners: readonly InterestListener[],
    services: readonly ServiceImportListener[] = [],
  ) {
    this.#listeners = [...listeners];
    this.#services = services;
    this.global = this.add(GLOBAL_ACCOUNT);
  }

  /** The account of the server's own messages; undefined if there is none. */
  get system(): Account | undefined {
    return this.#system;
  }

  /** All, by name. */
  get byName(): ReadonlyMap<string, Account> {
    return this.#byName;
  }

  get(name: string): Account | undefined {
    return this.#byName.get(name);
  }

  all(): Iterable<Account> {
    return this.#byName.values();
  }

  /** From now on `options` hold. Accounts that they do not name are gone: their connections are the caller's to close. */
  configure(options: RegistryOptions): void {
    const before = this.#options;
    this.#options = options;
    const system = systemAccountOf(options);
    const names = new Set([GLOBAL_ACCOUNT, ...Object.keys(options.accounts)]);
    if (system !== undefined) names.add(system);
    const added = new Set(before === NOTHING_SAID ? [GLOBAL_ACCOUNT] : []);
    for (const name of names) {
      if (this.#byName.has(name)) continue;
      this.add(name);
      added.add(name);
    }
    this.#system = system === undefined ? undefined : this.#byName.get(system);
    // First what there is to be imported, then who imports it.
    const changed = [...names].filter(
      (name) => added.has(name) || isChanged(name, before, options),
    );
    for (const name of changed) this.#configure(this.#byName.get(name)!);
    // Those that have a standing are made of JWTs: the options know nothing of them.
    const gone = [...this.#byName.values()].filter(
      ({ name, standing }) => !names.has(name) && standing === undefined,
    );
    for (const account of gone) this.remove(account);
    for (const name of changed) this.#tell(this.#byName.get(name)!);
  }

  /** One more, of which nothing is said yet. */
  add(name: string): Account {
    const account = new Account(name, this.#listeners);
    this.#byName.set(name, account);
    for (const watcher of this.#watchers) watcher.accountAdded(account);
    return account;
  }

  /** Has `listener` hear of all interest, also of that which there is. */
  listen(listener: InterestListener): void {
    this.#listeners.push(listener);
    for (const account of this.#byName.values()) {
      for (const each of account.subscriptions()) listener.interestChanged(account, each, 1);
    }
  }

  /** Has `watcher` hear of accounts that come and go from now on. */
  watch(watcher: AccountListener): void {
    this.#watchers.push(watcher);
  }

  /** There is no such account any more: its connections are the caller's to close. */
  remove(account: Account): void {
    this.#byName.delete(account.name);
    account.configure(NO_SETTINGS);
    this.#tell(account);
    for (const watcher of this.#watchers) watcher.accountRemoved(account);
  }

  /** Has an account take on other settings, its imports of services too. */
  settle(account: Account, settings: AccountSettings): void {
    account.configure(withSystemServices(account, settings, this.#system));
    this.#tell(account);
  }

  #configure(account: Account): void {
    if (account.standing !== undefined) return;
    const options = this.#options.accounts[account.name];
    const { exports: exported = [], imports = [] } = options ?? {};
    const settings: AccountSettings = {
      limits: options?.limits ?? UNLIMITED,
      mappings: this.#mappingsOf(account),
      exports: exported.length === 0 ? NO_EXPORTS : new Exports(exported),
      streamImports: streamImports(imports).map(
        (terms) => new StreamImport(this.#byName.get(terms.account)!, terms),
      ),
      serviceImports: serviceImports(imports).map(
        ({ account: exporter, subject, local, share }) => ({
          exporter: this.#byName.get(exporter)!,
          subject: byteString(subject),
          local: byteString(local),
          share,
        }),
      ),
    };
    account.configure(withSystemServices(account, settings, this.#system));
  }

  #mappingsOf(account: Account): Mappings {
    const given = mappingsOf(account.name, this.#options);
    if (Object.keys(given).length === 0) return NO_SETTINGS.mappings;
    const mappings = new Mappings({ cluster: this.#options.cluster?.name ?? '' });
    mappings.addAll(given);
    return mappings;
  }

  #tell(account: Account): void {
    for (const listener of this.#services) listener.serviceImportsChanged(account);
  }
}

const NOTHING_SAID: RegistryOptions = {
  accounts: {},
  mappings: {},
  systemAccount: undefined,
  noSystemAccount: true,
  cluster: undefined,
};

function systemAccountOf(options: RegistryOptions): string | undefined {
  const { systemAccount, accounts, noSystemAccount } = options;
  if (systemAccount !== undefined && systemAccount !== '') return systemAccount;
  if (isOperatorMode(options)) return undefined;
  return noSystemAccount && !Object.hasOwn(accounts, SYSTEM_ACCOUNT) ? undefined : SYSTEM_ACCOUNT;
}

function mappingsOf(name: string, { accounts, mappings }: RegistryOptions): MappingsOptions {
  return name === GLOBAL_ACCOUNT ? mappings : (accounts[name]?.mappings ?? {});
}

/** Whether what is said of an account itself differs: not who its users are. */
function isChanged(name: string, before: RegistryOptions, after: RegistryOptions): boolean {
  const said = (options: RegistryOptions) => ({
    ...sharedPart(options.accounts[name]),
    mappings: mappingsOf(name, options),
    cluster: options.cluster?.name,
  });
  return !isDeepStrictEqual(said(before), said(after));
}

function sharedPart(account: AccountOptions | undefined) {
  const { exports: exported = [], imports = [], limits } = account ?? {};
  return { exports: exported, imports, limits };
}

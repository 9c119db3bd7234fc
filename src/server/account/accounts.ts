import { isDeepStrictEqual } from 'node:util';
import { byteString } from '../../base/byte-string.ts';
import type { AccountOptions, AccountsOptions } from '../options/accounts.ts';
import type { MappingsOptions } from '../options/mappings.ts';
import { serviceImports, streamImports } from '../options/sharing.ts';
import { Account, NO_SETTINGS, UNLIMITED, type InterestListener } from './account.ts';
import { Exports } from './exports.ts';
import { Mappings } from './mapping.ts';
import { StreamImport } from './stream-import.ts';

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
}

/** Told when an account has other imports of services than before, or is gone and has none any more. */
export interface ServiceImportListener {
  serviceImportsChanged(account: Account): void;
}

/** The accounts of a server, made from its options. A reload changes them in place: an account lives as long as its name. */
export class Accounts {
  readonly global: Account;
  readonly #byName = new Map<string, Account>();
  readonly #listeners: readonly InterestListener[];
  readonly #services: readonly ServiceImportListener[];
  #options: RegistryOptions = NOTHING_SAID;
  #system: Account | undefined;

  constructor(
    listeners: readonly InterestListener[],
    services: readonly ServiceImportListener[] = [],
  ) {
    this.#listeners = listeners;
    this.#services = services;
    this.global = this.#add(GLOBAL_ACCOUNT);
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
    for (const name of names) if (!this.#byName.has(name)) this.#add(name);
    this.#system = system === undefined ? undefined : this.#byName.get(system);
    // First what there is to be imported, then who imports it.
    const changed = [...names].filter((name) => isChanged(name, before, options));
    for (const name of changed) this.#configure(this.#byName.get(name)!);
    const gone = [...this.#byName.values()].filter(({ name }) => !names.has(name));
    for (const account of gone) {
      account.configure(NO_SETTINGS);
      this.#byName.delete(account.name);
      this.#tell(account);
    }
    for (const name of changed) this.#tell(this.#byName.get(name)!);
  }

  #add(name: string): Account {
    const account = new Account(name, this.#listeners);
    this.#byName.set(name, account);
    return account;
  }

  #configure(account: Account): void {
    const options = this.#options.accounts[account.name];
    const imports = options?.imports ?? [];
    account.configure({
      limits: options?.limits ?? UNLIMITED,
      mappings: this.#mappingsOf(account),
      exports: new Exports(options?.exports ?? []),
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
    });
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

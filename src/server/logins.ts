/** Who may come into a server: its authenticator, the operators that it trusts, and the services that it asks. */
import assert from 'node:assert/strict';
import type { KeyPair } from '../nkeys/keypair.ts';
import type { Account } from './account/account.ts';
import type { Accounts } from './account/accounts.ts';
import type { AccountResolver } from './account/resolver/resolver.ts';
import { Authenticator } from './auth/authenticator.ts';
import type { Callout, CalloutServer } from './auth/callout.ts';
import { PermissionSets } from './auth/permission-sets.ts';
import { calloutServer } from './callout-server.ts';
import type { ServerView } from './monitor/server-view.ts';
import type { OperatorMode, OperatorModeSurroundings } from './operator-mode.ts';
import { loadOptionalParts, type OptionalParts } from './optional-parts.ts';
import type { ServerOptions } from './options/options.ts';
import type { System } from './system/system.ts';

/** What logins need of the server. */
export interface LoginsSurroundings extends OperatorModeSurroundings {
  /** Signs what the server asks. */
  readonly key: KeyPair;
  /** Seals it. */
  readonly curve: KeyPair;
  readonly accounts: Accounts;
  readonly system: System;
  readonly view: ServerView;
}

/** What a reload has ready, while it may still be called off. */
export interface PreparedLogins {
  readonly options: ServerOptions;
  readonly callout: Callout | undefined;
  readonly resolver: AccountResolver | undefined;
}

export class Logins {
  readonly authenticator: Authenticator;
  readonly #accounts: Accounts;
  readonly #system: System;
  readonly #operatorMode: OperatorMode | undefined;
  readonly #asking: CalloutServer;
  readonly #sets = new PermissionSets();
  #options: ServerOptions;
  #callout: Callout | undefined;

  constructor(options: ServerOptions, parts: OptionalParts, around: LoginsSurroundings) {
    const { accounts, system, view } = around;
    this.#options = options;
    this.#accounts = accounts;
    this.#system = system;
    this.#operatorMode = parts.operators && new parts.operators.OperatorMode(options, around);
    const claimed = this.#operatorMode?.claimed;
    this.#asking = calloutServer({ ...around, claimed }, system, view);
    this.authenticator = new Authenticator(options, (name) => this.#account(name), this.#sets, {
      jwtDoor: this.#operatorMode?.door(this.#sets),
      callout: this.#calloutOf(parts),
    });
  }

  /** Finds what operators vouch for. Rejects with a NatsxError: the server can't do without. */
  async start(): Promise<void> {
    if (this.#operatorMode !== undefined) await this.#operatorMode.start();
    else if (this.#options.resolver !== undefined) {
      const { checkIdleResolver } = await import('./idle-resolver.ts');
      await checkIdleResolver(this.#options);
    }
  }

  /** The account of a name, which may have to be looked for where operators are trusted. */
  lookUp(name: string): Account | undefined | Promise<Account | undefined> {
    return this.#accounts.get(name) ?? this.#operatorMode?.claimed.lookUp(name);
  }

  /** nats-server's lines of who is trusted. */
  logOperators(): void {
    this.#operatorMode?.logOperators();
  }

  /** Answers requests about the JWTs of accounts. */
  serveClaims(): void {
    this.#operatorMode?.serveClaims(this.#system);
  }

  /** The step of a reload that may fail: rejects with a NatsxError, and then all is as it was. */
  async prepare(options: ServerOptions): Promise<PreparedLogins> {
    const callout = this.#calloutOf(await loadOptionalParts(options));
    return { options, callout, resolver: await this.#operatorMode?.prepare(options) };
  }

  /** Undoes `prepare`, where a later step of the reload failed. */
  async discard({ resolver }: PreparedLogins): Promise<void> {
    await this.#operatorMode?.discard(resolver);
  }

  /** From now on the options say who may connect: the accounts have taken them on. */
  configure({ options, callout }: PreparedLogins): void {
    this.#options = options;
    this.authenticator.configure(options, callout);
  }

  /** From now on JWTs come from where the options say. */
  async adopt({ options, resolver }: PreparedLogins): Promise<void> {
    await this.#operatorMode?.adopt(options, resolver);
    this.serveClaims();
  }

  async stop(): Promise<void> {
    await this.#operatorMode?.stop();
  }

  /** There is one for the life of the server, from when it is first needed. */
  #calloutOf({ callouts }: OptionalParts): Callout | undefined {
    return (this.#callout ??= callouts && new callouts.Callout(this.#asking, this.#sets));
  }

  /** The account of a name, or of clients that have no other. */
  #account(name: string | undefined): Account {
    const account = name === undefined ? this.#accounts.global : this.#accounts.get(name);
    assert(account !== undefined, `the options name an account that there is not: ${name}`);
    return account;
  }
}

import type { Account } from '../account/account.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import { nameOf, refusal, type Credentials, type Decision } from '../auth/credentials.ts';
import {
  certificateDoor,
  nkeyDoor,
  passwordDoor,
  singleUserDoor,
  type Door,
} from '../auth/doors.ts';
import type { Gatekeeper } from '../auth/login.ts';
import { newNonce } from '../auth/nkey-challenge.ts';
import { PasswordChecks } from '../auth/password.ts';
import { PermissionSets } from '../auth/permission-sets.ts';
import { Users } from '../auth/users.ts';
import type { ConnectionType } from '../options/authorization.ts';
import type { LeafnodesOptions } from '../options/leafnodes.ts';

type GateOptions = Pick<LeafnodesOptions, 'authorization' | 'tls'>;

/** What a leafnode's login may take beyond a handshake, and without one. */
const TIMEOUT_MS = 2_000;
const AFTER_HANDSHAKE_MS = 1_000;

/**
 * Who may connect as a leafnode: those of `leafnodes.authorization`, or else who may as a client. Where nobody need say who
 * he is, all are in the account that `leafnodes.authorization` names (nats-server auth.go, isLeafNodeAuthorized).
 */
export class LeafGate implements Gatekeeper {
  readonly #authenticator: Authenticator;
  readonly #accountOf: (name: string | undefined) => Account | undefined;
  readonly #passwords = new PasswordChecks();
  #door: Door | undefined;
  #options: GateOptions;

  /** `accountOf` finds an account by its name; undefined is that of everybody who has no other. */
  constructor(
    options: GateOptions,
    authenticator: Authenticator,
    accountOf: (name: string | undefined) => Account | undefined,
  ) {
    this.#authenticator = authenticator;
    this.#accountOf = accountOf;
    this.#options = options;
    this.#door = this.#doorFor(options);
  }

  /** From now on `options` hold, and their accounts are there. */
  configure(options: GateOptions): void {
    this.#options = options;
    this.#door = this.#doorFor(options);
  }

  /** A leafnode is always asked to sign, whoever may come. */
  newNonce(): string {
    return newNonce();
  }

  /** It is bound to an account by its CONNECT, even where everybody may come. */
  isRequired(): boolean {
    return true;
  }

  mayBeSilent(): boolean {
    return false;
  }

  timeoutMs(type: ConnectionType): number {
    const { authorization, tls } = this.#options;
    if (authorization?.timeoutMs !== undefined) return authorization.timeoutMs;
    const isPlain = tls === undefined || type === 'LEAFNODE_WS';
    return isPlain ? TIMEOUT_MS : tls.timeoutMs + AFTER_HANDSHAKE_MS;
  }

  authenticate(credentials: Credentials): Decision | Promise<Decision> {
    return (
      this.#door?.(credentials) ??
      this.#byDefault(credentials) ??
      this.#authenticator.authenticate(credentials)
    );
  }

  renew(credentials: Credentials): Decision | Promise<Decision> {
    return (
      this.#door?.(credentials) ??
      this.#byDefault(credentials) ??
      this.#authenticator.renew(credentials)
    );
  }

  /** Where everybody may come. */
  #byDefault({ claims, connectionType }: Credentials): Decision | undefined {
    const { account: name = '' } = this.#options.authorization ?? {};
    if (name === '' || this.#authenticator.isRequired(connectionType)) return undefined;
    const account = this.#accountOf(name);
    if (account === undefined) return refusal(`Account ${name} not found`);
    const who = nameOf(claims);
    return { type: 'identity', ...who, account, permissions: undefined, proven: undefined };
  }

  /** Undefined where `leafnodes.authorization` names nobody. */
  #doorFor({ authorization, tls }: GateOptions): Door | undefined {
    const {
      user = '',
      password = '',
      nkey = '',
      account: name,
      users: several = [],
    } = authorization ?? {};
    const isNamed = user !== '' || nkey !== '' || several.length > 0;
    if (!isNamed) return undefined;
    const users = new Users(new PermissionSets());
    const add = (
      known: {
        user?: string | undefined;
        password?: string | undefined;
        nkey?: string | undefined;
      },
      of: Account,
    ): void =>
      users.add(
        [
          {
            user: known.user,
            password: known.password,
            nkey: known.nkey,
            permissions: undefined,
            allowedConnectionTypes: undefined,
            proxyRequired: false,
          },
        ],
        of,
        undefined,
      );
    const account = this.#accountOf(name === '' ? undefined : name);
    if (user !== '' && account !== undefined) {
      return singleUserDoor(user, password, account, this.#passwords);
    }
    if (nkey !== '' && account !== undefined) add({ nkey }, account);
    for (const { user: other, password: secret, account: own = '' } of several) {
      const bound = this.#accountOf(own === '' ? undefined : own);
      if (bound !== undefined) add({ user: other, password: secret ?? '' }, bound);
    }
    const door =
      nkey !== ''
        ? nkeyDoor(users, undefined)
        : tls?.verifyAndMap === true
          ? certificateDoor(users, this.#passwords)
          : passwordDoor(users, undefined, () => false, this.#passwords);
    return (credentials) => door(credentials) ?? refusal('Nothing said that is asked for');
  }
}

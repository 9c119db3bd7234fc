import type { Account } from '../account/account.ts';
import type { AccountOptions } from '../options/accounts.ts';
import type { AuthorizationOptions, ConnectionType } from '../options/authorization.ts';
import { pinnedAccounts } from '../options/operator.ts';
import type { TlsOptions } from '../options/tls.ts';
import type { WebsocketOptions } from '../options/websocket.ts';
import type { Callout } from './callout.ts';
import { claimant, nameOf, refusal, type Credentials, type Decision } from './credentials.ts';
import {
  after,
  certificateDoor,
  nkeyDoor,
  passwordDoor,
  singleUserDoor,
  tokenDoor,
  type Door,
} from './doors.ts';
import { FailedLogins } from './failed-logins.ts';
import type { JwtDoor } from './jwt-door.ts';
import { newNonce } from './nkey-challenge.ts';
import { isBcrypt, PasswordChecks } from './password.ts';
import { PermissionSets } from './permission-sets.ts';
import { Users, type User } from './users.ts';

/** The options that say who may connect. */
export interface AuthenticationOptions {
  readonly authorization: AuthorizationOptions | undefined;
  readonly noAuthUser: string | undefined;
  readonly accounts: Readonly<Record<string, Pick<AccountOptions, 'users' | 'defaultPermissions'>>>;
  readonly systemAccount?: string | undefined;
  readonly tls: Pick<TlsOptions, 'verifyAndMap' | 'timeoutMs'> | undefined;
  readonly websocket: Pick<WebsocketOptions, 'authorization' | 'noAuthUser' | 'tls'> | undefined;
  readonly leafnodes?: { readonly tls: Pick<TlsOptions, 'verifyAndMap'> | undefined } | undefined;
  /** The JWT of clients that bring none. */
  readonly defaultSentinel?: string | undefined;
  readonly resolverPinnedAccounts?: readonly string[];
}

/** Who decides about clients beside the options. Most servers have neither, and don't load them. */
export interface Deciders {
  /** The only door, if there are operators. */
  readonly jwtDoor?: JwtDoor | undefined;
  /** Asks services that decide about clients. */
  readonly callout?: Callout | undefined;
}

/** How one kind of clients comes in. */
interface Entrance {
  /** Undefined where everybody is let in. */
  readonly doors: readonly Door[] | undefined;
  readonly noAuthUser: string | undefined;
  /** Whether INFO says that clients must say who they are. */
  readonly isAdvertised: boolean;
  readonly timeoutMs: number;
}

/** Says who connections are. One for the life of a server; its options come and go. */
export class Authenticator {
  readonly failedLogins = new FailedLogins();
  readonly #accountOf: (name: string | undefined) => Account;
  readonly #passwords = new PasswordChecks();
  readonly #sets: PermissionSets;
  readonly #nobody = newNobody();
  readonly #jwtDoor: JwtDoor | undefined;
  /** Undefined until somebody may have to be asked. */
  #callout: Callout | undefined;
  #users: Users;
  #plain: Entrance = OPEN;
  #websocket: Entrance = OPEN;
  /** Of leafnodes that are known as clients are. */
  #leafnodes: Entrance = OPEN;
  #hasPlainPasswords = false;

  /**
   * `accountOf` finds an account by its name; undefined is that of everybody who has no other. `sets`: what users may,
   * those of the deciders too.
   */
  constructor(
    options: AuthenticationOptions,
    accountOf: (name: string | undefined) => Account,
    sets = new PermissionSets(),
    { jwtDoor, callout }: Deciders = {},
  ) {
    this.#accountOf = accountOf;
    this.#sets = sets;
    this.#users = new Users(sets);
    this.#jwtDoor = jwtDoor;
    this.configure(options, callout);
  }

  /**
   * From now on `options` say who may connect. Who is connected must be looked at again by `renew`. `callout`: who asks,
   * if these are the first options by which somebody is asked.
   */
  configure(options: AuthenticationOptions, callout = this.#callout): void {
    this.#callout = callout;
    this.#jwtDoor?.configure({
      sentinel: options.defaultSentinel ?? '',
      pinnedAccounts: pinnedAccounts(options),
    });
    const { authorization, accounts, websocket } = options;
    const users = new Users(this.#sets);
    const defaults = authorization?.defaultPermissions;
    users.add(authorization?.users ?? [], this.#accountOf(undefined), defaults);
    for (const [name, account] of Object.entries(accounts)) {
      users.add(account.users, this.#accountOf(name), account.defaultPermissions);
    }
    const nobody = isForSystemAlone(options) ? this.#nobody : undefined;
    if (nobody !== undefined) users.add([nobody], this.#accountOf(undefined), undefined);
    this.#users = users;
    this.#plain = this.#entrance(options, {
      ...authorization,
      noAuthUser: options.noAuthUser ?? nobody?.user,
      mapsCertificates: options.tls?.verifyAndMap ?? false,
    });
    this.#leafnodes = this.#entrance(options, {
      ...authorization,
      noAuthUser: options.noAuthUser ?? nobody?.user,
      mapsCertificates: options.leafnodes?.tls?.verifyAndMap ?? false,
    });
    const own = { ...websocket?.authorization, noAuthUser: websocket?.noAuthUser };
    const isOverridden = [own.user, own.token, own.noAuthUser].some((text = '') => text !== '');
    this.#websocket = this.#entrance(options, {
      ...(isOverridden
        ? own
        : { ...authorization, noAuthUser: options.noAuthUser ?? nobody?.user }),
      timeoutMs: own.timeoutMs ?? authorization?.timeoutMs,
      mapsCertificates: websocket?.tls?.verifyAndMap ?? false,
    });
    this.#hasPlainPasswords = hasPlainPasswords(options, users);
    this.#callout?.configure({
      callout: authorization?.authCallout,
      timeoutMs: this.#plain.timeoutMs,
      isKnown: (user) => users.byName.has(user) || users.byNkey.has(user),
    });
  }

  /** Whether passwords stand in clear in the options, and could be hashes. */
  get hasPlainPasswords(): boolean {
    return this.#hasPlainPasswords;
  }

  /** Whether clients that come this way must say who they are, in their first line. */
  isRequired(type: ConnectionType): boolean {
    return this.#at(type).doors !== undefined;
  }

  /** What INFO says of it: who may come as `no_auth_user` need not know. */
  isAdvertised(type: ConnectionType): boolean {
    return this.#at(type).isAdvertised;
  }

  /** Whether a client may leave out CONNECT: it is `no_auth_user` then. */
  mayBeSilent(type: ConnectionType): boolean {
    const { noAuthUser } = this.#at(type);
    const user = noAuthUser === undefined ? undefined : this.#users.byName.get(noAuthUser);
    return user !== undefined && !user.proxyRequired && user.mayUse(type);
  }

  /** Time in ms that a client has for its CONNECT. */
  timeoutMs(type: ConnectionType): number {
    return this.#at(type).timeoutMs;
  }

  /** What a client is to sign; empty if nobody has a key. */
  newNonce(): string {
    // A service that decides may know keys, too; nats-server gives its clients nothing to sign.
    const hasKeys = this.#users.byNkey.size > 0 || this.#callout?.isOn === true;
    return hasKeys || this.#jwtDoor !== undefined ? newNonce() : '';
  }

  /** Users who were refused because their account is not pinned. */
  get pinnedAccountFailures(): number {
    return this.#jwtDoor?.pinnedAccountFailures ?? 0;
  }

  /** Who says so in its CONNECT, and is. */
  authenticate(credentials: Credentials): Decision | Promise<Decision> {
    const { host, claims } = credentials;
    const login = { host, who: claimant(claims) };
    return after(this.#decide(credentials), (decision) => {
      if (decision.type === 'identity') {
        this.failedLogins.forgive(login);
        return decision;
      }
      return { ...decision, delayMs: this.failedLogins.add({ ...login, why: decision.why }) };
    });
  }

  /** The same for somebody who was let in before, by other options. */
  renew(credentials: Credentials): Decision | Promise<Decision> {
    return this.#callout?.renew(credentials) ?? this.#decide(credentials);
  }

  #decide(credentials: Credentials): Decision | Promise<Decision> {
    const callout = this.#callout;
    const decision = this.#decideAlone(credentials);
    if (callout?.isOn !== true) return decision;
    return after(decision, (alone) => callout.decide(credentials, alone));
  }

  /** Without asking anybody. */
  #decideAlone(credentials: Credentials): Decision | Promise<Decision> {
    const { doors } = this.#at(credentials.connectionType);
    if (doors === undefined) return this.#anybody(credentials);
    for (const door of doors) {
      const decision = door(credentials);
      if (decision !== undefined) return decision;
    }
    return refusal('Nothing said that is asked for');
  }

  #anybody({ claims }: Credentials): Decision {
    return {
      type: 'identity',
      ...nameOf(claims),
      account: this.#accountOf(undefined),
      permissions: undefined,
      proven: undefined,
    };
  }

  #at(type: ConnectionType): Entrance {
    if (type === 'LEAFNODE' || type === 'LEAFNODE_WS') return this.#leafnodes;
    return type === 'WEBSOCKET' ? this.#websocket : this.#plain;
  }

  #entrance(options: AuthenticationOptions, own: EntranceOptions): Entrance {
    const timeoutMs = own.timeoutMs ?? defaultTimeoutMs(options.tls?.timeoutMs);
    if (this.#jwtDoor !== undefined) {
      const door = this.#jwtDoor;
      const doors = [(credentials: Credentials) => door.decide(credentials)];
      return { doors, noAuthUser: undefined, isAdvertised: true, timeoutMs };
    }
    const users = this.#users;
    const { user = '', password = '', token = '', mapsCertificates } = own;
    const noAuthUser = own.noAuthUser === '' ? undefined : own.noAuthUser;
    const everybody = this.#accountOf(undefined);
    const doors: Door[] = [];
    if (users.byNkey.size > 0) doors.push(nkeyDoor(users, noAuthUser));
    if (users.byName.size > 0 && mapsCertificates)
      doors.push(certificateDoor(users, this.#passwords));
    else if (users.byName.size > 0) {
      doors.push(passwordDoor(users, noAuthUser, isForCertificate(options), this.#passwords));
    }
    if (token !== '') doors.push(tokenDoor(token, everybody, this.#passwords));
    else if (user !== '') doors.push(singleUserDoor(user, password, everybody, this.#passwords));
    // A list of users without any lets nobody in.
    const { users: list, authCallout } = options.authorization ?? {};
    const isOpen = doors.length === 0 && list === undefined && authCallout === undefined;
    return {
      doors: isOpen ? undefined : doors,
      noAuthUser,
      // As nats-server: it is not told of the user that the options don't name.
      isAdvertised: !isOpen && (noAuthUser === undefined || noAuthUser === this.#nobody.user),
      timeoutMs,
    };
  }
}

interface EntranceOptions {
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly token?: string | undefined;
  readonly timeoutMs?: number | undefined;
  readonly noAuthUser: string | undefined;
  readonly mapsCertificates: boolean;
}

/** nats-server opts.go, setBaselineOptions: 2 s, or one more than the handshake of TLS has. */
function defaultTimeoutMs(tlsTimeoutMs: number | undefined): number {
  return tlsTimeoutMs === undefined ? 2_000 : tlsTimeoutMs + 1_000;
}

const OPEN: Entrance = {
  doors: undefined,
  noAuthUser: undefined,
  isAdvertised: false,
  timeoutMs: 2_000,
};

/** The user that clients are who say nothing, where only the system account is spoken of; of no use to anybody else. */
function newNobody() {
  return {
    user: `nats-${newNonce().slice(0, 8)}`,
    password: newNonce(),
    nkey: undefined,
    permissions: undefined,
    allowedConnectionTypes: undefined,
    proxyRequired: false,
  };
}

/**
 * Whether there is nothing but the system account: whoever adds that to look after a server does not mean to close it to
 * everybody else (nats-server server.go, configureAccounts).
 */
function isForSystemAlone(options: AuthenticationOptions): boolean {
  const { accounts, systemAccount, noAuthUser, authorization } = options;
  const isSaid = systemAccount !== undefined && systemAccount !== '';
  const [name, ...others] = Object.keys(accounts);
  return (
    name === (isSaid ? systemAccount : '$SYS') &&
    others.length === 0 &&
    noAuthUser === undefined &&
    authorization === undefined
  );
}

/** Whether somewhere a certificate, instead of a password, may say that it is this user. */
function isForCertificate({ tls, websocket }: AuthenticationOptions): (user: User) => boolean {
  return (user) =>
    (tls?.verifyAndMap === true && user.mayUse('STANDARD')) ||
    (websocket?.tls?.verifyAndMap === true && user.mayUse('WEBSOCKET'));
}

/** nats-server auth.go, checkAuthforWarnings. */
function hasPlainPasswords(options: AuthenticationOptions, users: Users): boolean {
  const { password = '' } = options.authorization ?? {};
  if (password !== '' && !isBcrypt(password)) return true;
  const isByCertificate = isForCertificate(options);
  return [...users.byName.values()].some(
    (user) => !isBcrypt(user.password) && !(user.password === '' && isByCertificate(user)),
  );
}

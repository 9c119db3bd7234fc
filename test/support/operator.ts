// Operators, accounts and users for tests: keys, and JWTs signed by them.
//
//   const operator = new TestOperator();
//   const account = operator.account('A');
//   const server = await Server.start({ port: 0, ...operator.options(account) });
//   const client = await RawClient.connect(server.port);
//   client.send(account.user('u').connect(client.info));
import {
  asScopedUser,
  encode,
  newAccountClaims,
  newOperatorClaims,
  newUserClaims,
  type Account,
  type AccountClaims,
  type OperatorClaims,
  type User,
  type UserClaims,
} from '../../src/jwt/index.ts';
import { createAccount, createOperator, createUser } from '../../src/nkeys/create.ts';
import type { KeyPair } from '../../src/nkeys/keypair.ts';

type Change<Claims, Body> = Partial<Omit<Claims, 'nats' | 'type'>> & {
  readonly nats?: Partial<Body>;
  /** When it is issued, in seconds since 1970; default now. */
  readonly at?: number;
};

export type AccountChange = Change<AccountClaims, Account>;
export type UserChange = Change<UserClaims, User>;

function sealed(
  claims: { readonly name?: string; readonly nats: object },
  { nats, at, ...common }: { readonly nats?: object; readonly at?: number },
  signer: KeyPair,
): string {
  const changed = { ...claims, ...common, nats: { ...claims.nats, ...nats } };
  const now = at === undefined ? new Date() : new Date(at * 1000);
  return encode(changed as never, signer, { now });
}

export class TestOperator {
  readonly key = createOperator();
  readonly signingKey = createOperator();
  readonly systemAccount: TestAccount;
  /** The same for each start and reload. */
  #jwt: string | undefined;

  constructor() {
    this.systemAccount = new TestAccount(this.key, 'SYS', {});
  }

  jwt(change: Change<OperatorClaims, OperatorClaims['nats']> = {}): string {
    const claims = newOperatorClaims(this.key.publicKey);
    const nats = {
      signing_keys: [this.signingKey.publicKey],
      system_account: this.systemAccount.publicKey,
      ...change.nats,
    };
    return sealed(claims, { name: 'O', ...change, nats }, this.key);
  }

  account(name: string, change: AccountChange = {}, signer: KeyPair = this.key): TestAccount {
    return new TestAccount(signer, name, change);
  }

  /** Of a server that finds `accounts` in its configuration. */
  options(...accounts: readonly TestAccount[]) {
    return {
      operator: [(this.#jwt ??= this.jwt())],
      resolver: { type: 'memory' as const },
      resolverPreload: preloadOf(this.systemAccount, ...accounts),
    };
  }
}

export function preloadOf(...accounts: readonly TestAccount[]): Record<string, string> {
  return Object.fromEntries(accounts.map(({ publicKey, jwt }) => [publicKey, jwt]));
}

export class TestAccount {
  readonly key = createAccount();
  readonly signingKey = createAccount();
  readonly name: string;
  readonly #operator: KeyPair;
  #jwt: string;

  constructor(operator: KeyPair, name: string, change: AccountChange) {
    this.#operator = operator;
    this.name = name;
    this.#jwt = this.issue(change);
  }

  get publicKey(): string {
    return this.key.publicKey;
  }

  get jwt(): string {
    return this.#jwt;
  }

  /** Another JWT of the account, which from now on is its own. */
  change(change: AccountChange): string {
    return (this.#jwt = this.issue(change));
  }

  /** Another JWT of the account. */
  issue(change: AccountChange, signer: KeyPair = this.#operator): string {
    const claims = newAccountClaims(this.publicKey);
    const limits = { ...claims.nats.limits, ...change.nats?.limits };
    return sealed(claims, { name: this.name, ...change, nats: { ...change.nats, limits } }, signer);
  }

  user(name: string, change: UserChange = {}, signer: KeyPair = this.key): TestUser {
    const key = createUser();
    return new TestUser(key, this.userJwt(key, name, change, signer));
  }

  /** A user that one of the account's signing keys issued. */
  signedUser(name: string, change: UserChange = {}, signer: KeyPair = this.signingKey): TestUser {
    const nats = { issuer_account: this.publicKey, ...change.nats };
    return this.user(name, { ...change, nats }, signer);
  }

  /** The same by a key with a role. */
  scopedUser(name: string, change: UserChange = {}, signer: KeyPair = this.signingKey): TestUser {
    const key = createUser();
    const scoped = asScopedUser(newUserClaims(key.publicKey));
    const nats = { ...scoped.nats, issuer_account: this.publicKey, ...change.nats };
    return new TestUser(key, sealed({ ...scoped, name }, { ...change, nats }, signer));
  }

  userJwt(key: KeyPair, name: string, change: UserChange, signer: KeyPair): string {
    return sealed({ ...newUserClaims(key.publicKey), name }, change, signer);
  }
}

export class TestUser {
  readonly key: KeyPair;
  readonly jwt: string;

  constructor(key: KeyPair, jwt: string) {
    this.key = key;
    this.jwt = jwt;
  }

  get publicKey(): string {
    return this.key.publicKey;
  }

  /** The line of CONNECT that answers `info`; `more` stands beside or in place of what it says. */
  connect(info: Readonly<Record<string, unknown>>, more: object = {}): string {
    const nonce = Buffer.from(String(info['nonce']));
    const sig = Buffer.from(this.key.sign(nonce)).toString('base64url');
    const claims = { jwt: this.jwt, sig, verbose: false, protocol: 1, headers: true, ...more };
    return `CONNECT ${JSON.stringify(claims)}\r\n`;
  }
}

/** The keys of the operator that is chosen, and whether their seeds are in the keystore. */
import type { KeyKind } from '../nkeys/prefix.ts';
import { prefixOf } from '../nkeys/strkey.ts';
import { NscError } from './errors.ts';
import type { Result } from './result.ts';
import type { OperatorStore } from './store/operator-store.ts';
import type { Workspace } from './store/workspace.ts';
import type { Table } from './table.ts';

export interface KeyFilter {
  readonly operator?: boolean | undefined;
  readonly accounts?: boolean | undefined;
  readonly users?: boolean | undefined;
  readonly curve?: boolean | undefined;
  readonly all?: boolean | undefined;
  /** Only of this account, this user. */
  readonly account?: string | undefined;
  readonly user?: string | undefined;
  /** Only keys with these letters in them. */
  readonly filter?: string | undefined;
  /** Those in the keystore that nothing here is signed by or about. */
  readonly notReferenced?: boolean | undefined;
}

export interface KeyEntry {
  /** Whose it is; `?` if nobody's. */
  readonly name: string;
  readonly key: string;
  readonly kind: KeyKind;
  readonly parent: string;
  readonly isSigningKey: boolean;
  readonly isStored: boolean;
  /** Whether the file of its seed holds something else. */
  readonly isBroken: boolean;
  /** The JWT about it. */
  readonly token?: string;
}

export interface ListKeysInput extends KeyFilter {
  readonly showSeeds?: boolean | undefined;
}

const UNREFERENCED = '?';

export function listKeys(workspace: Workspace, input: ListKeysInput): Result {
  if (input.notReferenced === true && input.showSeeds === true) {
    throw new NscError('ERR_NSC_INPUT', 'specify one of --show-seeds or --not-referenced');
  }
  if (workspace.operatorName === '' && input.notReferenced !== true) {
    const advice =
      'set an operator first or try --not-referenced to list all keys not in the context';
    throw new NscError('ERR_NSC_CONTEXT', `operator is not set -- ${advice}`);
  }
  const keys = collectKeys(workspace, input);
  const data = keys.map((key) => keyJson(workspace, key, input.showSeeds === true));
  if (keys.length === 0) return { data, text: 'no keys matched query\n' };
  return input.showSeeds === true
    ? { data, tables: [seedTable(workspace, keys)], text: SEED_LEGEND }
    : { data, tables: [keyTable(keys)], text: legendOf(keys) };
}

/** The keys that `filter` wants, in the order of the tree. */
export function collectKeys(workspace: Workspace, filter: KeyFilter): KeyEntry[] {
  const names = ['operator', 'accounts', 'users', 'curve'] as const;
  const hasNone = names.every((name) => filter[name] !== true);
  const wantsAll = filter.all === true || hasNone;
  // Without any wish it is the account that is chosen; `all` is really all.
  const account = filter.account ?? (hasNone && filter.all !== true ? workspace.accountName : '');
  const wanted: Readonly<Record<KeyKind, boolean | undefined>> = {
    operator: wantsAll || filter.operator,
    account: wantsAll || filter.accounts,
    user: wantsAll || filter.users,
    x25519: wantsAll || filter.curve,
    server: false,
    cluster: false,
  };
  const referenced = workspace.operatorName === '' ? [] : keysOf(workspace, account, filter.user);
  const keys = filter.notReferenced === true ? unreferenced(workspace) : referenced;
  return keys
    .filter(({ kind }) => wanted[kind] === true)
    .filter(({ key }) => filter.filter === undefined || key.includes(filter.filter.toUpperCase()));
}

function keysOf(workspace: Workspace, account: string, user?: string): KeyEntry[] {
  const store = workspace.store();
  const { name, sub, nats } = store.operator();
  const accounts = account === '' ? store.accountNames() : [workspace.resolveAccount(account)];
  return [
    { ...entryOf(workspace, name, sub, ''), token: store.operatorToken() },
    ...nats.signing_keys.map((key) => signingKeyOf(workspace, name, key, '')),
    ...accounts.flatMap((each) => accountKeysOf(workspace, store, each, sub, user)),
  ];
}

function accountKeysOf(
  workspace: Workspace,
  store: OperatorStore,
  account: string,
  operator: string,
  onlyUser: string | undefined,
): KeyEntry[] {
  const { name, sub, nats } = store.account(account);
  const { xkey } = nats.authorization;
  const users = onlyUser === undefined ? store.userNames(account) : [onlyUser];
  return [
    { ...entryOf(workspace, name, sub, operator), token: store.accountToken(account) },
    ...Array.from(nats.signing_keys.keys())
      .sort()
      .map((key) => signingKeyOf(workspace, name, key, operator)),
    ...(xkey === '' ? [] : [entryOf(workspace, name, xkey, operator)]),
    ...users.map((user) => {
      const claims = store.user(account, user);
      const token = store.userToken(account, user);
      return { ...entryOf(workspace, claims.name, claims.sub, sub), token };
    }),
  ];
}

function unreferenced(workspace: Workspace): KeyEntry[] {
  const known = new Set(
    workspace.operatorName === '' ? [] : keysOf(workspace, '').map(({ key }) => key),
  );
  return workspace.keystore
    .publicKeys()
    .filter((key) => !known.has(key))
    .map((key) => entryOf(workspace, UNREFERENCED, key, ''));
}

function entryOf({ keystore }: Workspace, name: string, key: string, parent: string): KeyEntry {
  const isBroken = keystore.isBroken(key);
  return {
    name,
    key,
    kind: kindOfKey(key),
    parent,
    isSigningKey: false,
    isStored: !isBroken && keystore.has(key),
    isBroken,
  };
}

function signingKeyOf(workspace: Workspace, name: string, key: string, parent: string): KeyEntry {
  return { ...entryOf(workspace, name, key, parent), isSigningKey: true };
}

function keyTable(keys: readonly KeyEntry[]): Table {
  const rows = keys.map((entry) => {
    const isCurve = entry.kind === 'x25519';
    const stored = entry.isBroken ? 'BAD' : entry.isStored ? '*' : '';
    return [indented(entry), entry.key, isCurve ? 'T' : entry.isSigningKey ? '*' : '', stored];
  });
  return { title: 'Keys', columns: ['Entity', 'Key', 'Signing Key', 'Stored'], rows };
}

function seedTable({ keystore }: Workspace, keys: readonly KeyEntry[]): Table {
  const rows = keys.map((entry) => {
    const { key, isBroken, isStored, isSigningKey, kind } = entry;
    const seed = isBroken ? `${key} [ERR]` : isStored ? keystore.find(key)!.seed() : `${key} [!]`;
    return [indented(entry), seed, kind === 'x25519' ? 'T' : isSigningKey ? '*' : ''];
  });
  return { title: 'Seeds Keys', columns: ['Entity', 'Private Key', 'Signing Key'], rows };
}

const SEED_LEGEND = [
  '[ ! ] seed is not stored',
  '[ERR] error reading seed',
  '[ T ] auth callout encryption target',
  '',
].join('\n');

function legendOf(keys: readonly KeyEntry[]): string {
  return [
    ...(keys.some(({ name }) => name === UNREFERENCED)
      ? ['[?] unreferenced key - may belong to a different operator context']
      : []),
    ...(keys.some(({ kind }) => kind === 'x25519') ? ['[ T ] auth callout encryption target'] : []),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

function indented({ name, kind }: KeyEntry): string {
  if (name === UNREFERENCED) return name;
  if (kind === 'user') return `  ${name}`;
  return kind === 'account' ? ` ${name}` : name;
}

/** Go's nsc has the same names. */
function keyJson({ keystore }: Workspace, entry: KeyEntry, showsSeed: boolean): object {
  const { name, key, parent, isSigningKey, isStored, isBroken, kind, token } = entry;
  return {
    name,
    pub: key,
    ...(parent === '' ? {} : { parent }),
    signing: isSigningKey,
    curve: kind === 'x25519',
    ...(isStored ? { key_path: keystore.pathOf(key) } : {}),
    invalid: isBroken,
    ...(token === undefined ? {} : { jwt: Buffer.from(token).toString('base64') }),
    expected_kind: kind,
    ...(showsSeed && isStored ? { seed: keystore.find(key)!.seed() } : {}),
  };
}

const KINDS: Readonly<Record<string, KeyKind>> = {
  O: 'operator',
  A: 'account',
  U: 'user',
  X: 'x25519',
  N: 'server',
  C: 'cluster',
};

function kindOfKey(key: string): KeyKind {
  const kind = KINDS[key.charAt(0)];
  if (kind !== undefined) return kind;
  throw new NscError('ERR_NSC_STORE', `"${key}" is not a public key (${prefixOf(key)})`);
}

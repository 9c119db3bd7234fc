/** Reads rules from a file in nats-server's configuration language. Every mistake is told with its place. */
import { dirname, resolve } from 'node:path';
import { parseDuration } from '../base/duration.ts';
import { NatsxError } from '../base/errors.ts';
import { ConfError } from '../conf/conf-error.ts';
import { parseConfFile, type ConfSurroundings } from '../conf/parser.ts';
import type { ConfMap, ConfProblem, ConfValue } from '../conf/value.ts';
import { isValidPublicKey } from '../nkeys/strkey.ts';
import type {
  ClaimRule,
  ConnectionRules,
  Grant,
  KnownUser,
  Provider,
  Rules,
  SigningKeyFile,
  SubjectRules,
} from './rules.ts';

/** Those with a public key: a shared secret in a set of keys that anybody can fetch would be none. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
];

/** The rules of a file; throws a ConfError with a line for each mistake. Paths in it are relative to its folder. */
export function readRules(file: string, surroundings: ConfSurroundings): Rules {
  const conf = parseConfFile(file, surroundings);
  const problems: ConfProblem[] = [];
  const path = (text: string): string => (text === '' ? '' : resolve(dirname(file), text));
  const rules = rulesOf(new Block(conf, '', problems), path);
  if (problems.length > 0) throw new ConfError(problems);
  return rules;
}

function rulesOf(block: Block, path: (text: string) => string): Rules {
  const nats = block.block('nats', (each) => connectionOf(each, path));
  const issuer = block.block('issuer', (each) => signingKeyOf(each, path));
  if (issuer === undefined) block.problem('there is no issuer: issuer { seed_file: "issuer.nk" }');
  const accounts = block.map('accounts', (each) => signingKeyOf(each, path));
  const base =
    block.block('defaults', (each) => grantOf(each, EVERYTHING, accounts, false)) ?? EVERYTHING;
  const rules: Rules = {
    nats: nats ?? NO_CONNECTION,
    issuer: issuer ?? NO_KEY,
    xkey: path(block.text('xkey_file')),
    queue: block.text('queue', 'auth-callout'),
    testSubject: block.text('test_subject'),
    accounts,
    users: block.list('users', (each) => userOf(each, base, accounts)),
    providers: block.list('providers', (each) => providerOf(each, base, accounts, path)),
  };
  block.end();
  return rules;
}

const NO_KEY: SigningKeyFile = { file: '', account: '', scoped: false };
const NO_CONNECTION: ConnectionRules = {
  servers: '',
  creds: '',
  nkey: '',
  user: '',
  password: '',
  cert: '',
  key: '',
  ca: '',
};
const EVERYTHING: Grant = {
  account: '',
  name: '',
  publish: { allow: [], deny: [] },
  subscribe: { allow: [], deny: [] },
  responses: undefined,
  subscriptions: -1,
  payload: -1,
  tags: [],
  connectionTypes: [],
  expiryMs: 0,
};

type Accounts = Rules['accounts'];

function connectionOf(block: Block, path: (text: string) => string): ConnectionRules {
  return {
    servers: block.texts('servers').join(','),
    creds: path(block.text('creds')),
    nkey: path(block.text('nkey')),
    user: block.text('user'),
    password: block.text('password'),
    cert: path(block.text('cert_file')),
    key: path(block.text('key_file')),
    ca: path(block.text('ca_file')),
  };
}

function signingKeyOf(block: Block, path: (text: string) => string): SigningKeyFile {
  const file = path(block.required('seed_file'));
  const account = block.text('account');
  if (account !== '' && !isValidPublicKey(account, 'account')) {
    block.problem('account must be the public key of an account', 'account');
  }
  return { file, account, scoped: block.boolean('scoped') };
}

function userOf(block: Block, base: Grant, accounts: Accounts): KnownUser {
  const [user, token, nkey] = [block.text('user'), block.text('token'), block.text('nkey')];
  const password = block.text('password');
  const grant = grantOf(block, { ...base, name: user }, accounts);
  const kinds = [user, token, nkey].filter((each) => each !== '');
  if (kinds.length !== 1) block.problem('a user has either user and password, a token, or an nkey');
  if (nkey !== '') {
    if (!isValidPublicKey(nkey, 'user'))
      block.problem('nkey must be the public key of a user', 'nkey');
    return { type: 'nkey', nkey, grant };
  }
  if (token !== '') return { type: 'token', token, grant };
  if (user !== '' && password === '') block.problem('a user needs a password');
  return { type: 'password', user, password, grant };
}

function providerOf(
  block: Block,
  base: Grant,
  accounts: Accounts,
  path: (text: string) => string,
): Provider {
  const jwks = block.required('jwks');
  const isUrl = /^https?:\/\//.test(jwks);
  if (jwks.startsWith('http://') && !/^http:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/]/.test(jwks)) {
    block.problem(
      'keys must come by https: whoever changes them on the way could let in anybody',
      'jwks',
    );
  }
  const algorithms = block.texts('algorithms');
  const odd = algorithms.find((each) => !ALGORITHMS.includes(each));
  if (odd !== undefined) {
    block.problem(`algorithms can be ${ALGORITHMS.join(', ')}`, 'algorithms');
  }
  const audience = block.texts('audience');
  if (audience.length === 0) {
    block.problem('a provider needs an audience: else tokens meant for others would be taken');
  }
  const rules = block.list('rules', (each): ClaimRule => {
    const match = each.values('match');
    // What the client calls itself is not what it is.
    const named = base.name === '' ? { ...base, name: '{{sub}}' } : base;
    return { match, grant: grantOf(each, named, accounts) };
  });
  if (rules.length === 0) block.problem('a provider needs rules: without any, nobody is let in');
  return {
    issuer: block.required('issuer'),
    audience,
    jwks: isUrl ? jwks : path(jwks),
    algorithms: algorithms.length === 0 ? ALGORITHMS : algorithms,
    ca: path(block.text('ca_file')),
    tokenFile: path(block.text('token_file')),
    rules,
  };
}

function grantOf(block: Block, base: Grant, accounts: Accounts, isWhole = true): Grant {
  const account = block.text('account', base.account);
  const permissions = block.block('permissions', permissionsOf);
  const grant: Grant = {
    account,
    name: block.text('name', base.name),
    publish: permissions?.publish ?? base.publish,
    subscribe: permissions?.subscribe ?? base.subscribe,
    responses: permissions === undefined ? base.responses : permissions.responses,
    subscriptions: block.number('max_subscriptions', base.subscriptions),
    payload: block.number('max_payload', base.payload),
    tags: block.has('tags') ? block.texts('tags') : base.tags,
    connectionTypes: block.has('connection_types')
      ? block.texts('connection_types').map((type) => type.toUpperCase())
      : base.connectionTypes,
    expiryMs: block.duration('expiry', base.expiryMs),
  };
  if (!isWhole) return grant;
  if (account === '') block.problem('there is no account, here or in defaults');
  const isTemplate = account.includes('{{');
  if (accounts.size > 0 && !isTemplate && !accounts.has(account)) {
    block.problem(`there is no account ${JSON.stringify(account)} in accounts`, 'account');
  }
  if (accounts.get(account)?.scoped === true && permissions !== undefined) {
    block.problem(
      'the key of the account has a role, which says what its users may: permissions do not count',
      'permissions',
    );
  }
  return grant;
}

function permissionsOf(block: Block): Pick<Grant, 'publish' | 'subscribe' | 'responses'> {
  const responses = block.block('responses', (each) => ({
    max: each.number('max', 1),
    ttlMs: each.duration('ttl', 120_000),
  }));
  return { publish: block.subjects('publish'), subscribe: block.subjects('subscribe'), responses };
}

/** A map of the file that knows which of its keys were asked for. */
class Block {
  readonly #map: ConfMap;
  readonly #name: string;
  readonly #problems: ConfProblem[];
  readonly #asked = new Set<string>();

  constructor(map: ConfMap, name: string, problems: ConfProblem[]) {
    this.#map = map;
    this.#name = name;
    this.#problems = problems;
  }

  problem(text: string, key?: string): void {
    const position =
      (key === undefined ? undefined : this.#entry(key)?.position) ?? this.#map.position;
    this.#problems.push({ position, text: this.#name === '' ? text : `${this.#name}: ${text}` });
  }

  has(key: string): boolean {
    return this.#entry(key) !== undefined;
  }

  text(key: string, fallback = ''): string {
    const value = this.#value(key);
    if (value === undefined) return fallback;
    if (value.type === 'string') return value.value;
    if (value.type === 'integer') return String(value.value); // A password may be one.
    return this.#expected(key, 'a text', fallback);
  }

  required(key: string): string {
    if (!this.has(key)) this.problem(`${key} is missing`);
    return this.text(key);
  }

  boolean(key: string): boolean {
    const value = this.#value(key);
    if (value === undefined || value.type === 'boolean') return value?.value ?? false;
    return this.#expected(key, 'true or false', false);
  }

  number(key: string, fallback: number): number {
    const value = this.#value(key);
    if (value === undefined) return fallback;
    return value.type === 'integer'
      ? Number(value.value)
      : this.#expected(key, 'a number', fallback);
  }

  duration(key: string, fallback: number): number {
    const value = this.#value(key);
    if (value === undefined) return fallback;
    const ms = value.type === 'string' ? durationOf(value.value) : undefined;
    return ms === undefined || ms < 0 ? this.#expected(key, 'a time as "1h"', fallback) : ms;
  }

  /** One text or a list of them. */
  texts(key: string): readonly string[] {
    const value = this.#value(key);
    return value === undefined
      ? []
      : (textsOf(value) ?? this.#expected(key, 'a text or a list of texts', []));
  }

  subjects(key: string): SubjectRules {
    const value = this.#value(key);
    if (value?.type !== 'map') return { allow: this.texts(key), deny: [] };
    const block = new Block(value, this.#path(key), this.#problems);
    const rules = { allow: block.texts('allow'), deny: block.texts('deny') };
    block.end();
    return rules;
  }

  /** A map of texts, or of lists of them. */
  values(key: string): ReadonlyMap<string, readonly string[]> {
    const value = this.#value(key);
    if (value === undefined) return new Map();
    if (value.type !== 'map') return this.#expected(key, 'a map', new Map());
    const entries = [...value.entries.values()].map(({ key: name, value: each }) => {
      const texts = textsOf(each) ?? this.#expected(key, 'a map of texts', []);
      return [name, texts] as const;
    });
    return new Map(entries);
  }

  block<Result>(key: string, read: (block: Block) => Result): Result | undefined {
    const value = this.#value(key);
    if (value === undefined) return undefined;
    if (value.type !== 'map') {
      this.#expected(key, 'a map', undefined);
      return;
    }
    return this.#read(value, this.#path(key), read);
  }

  list<Result>(key: string, read: (block: Block) => Result): readonly Result[] {
    const value = this.#value(key);
    if (value === undefined) return [];
    if (value.type !== 'array') return this.#expected(key, 'a list', []);
    return value.items.flatMap((item, at) => {
      const path = `${this.#path(key)}[${at}]`;
      return item.type === 'map'
        ? [this.#read(item, path, read)]
        : this.#expected(key, 'a list of maps', []);
    });
  }

  map<Result>(key: string, read: (block: Block) => Result): ReadonlyMap<string, Result> {
    const value = this.#value(key);
    if (value === undefined) return new Map();
    if (value.type !== 'map') return this.#expected(key, 'a map', new Map());
    const results = new Map<string, Result>();
    for (const { key: name, value: each } of value.entries.values()) {
      if (each.type === 'map')
        results.set(name, this.#read(each, `${this.#path(key)}.${name}`, read));
      else this.#expected(key, 'a map of maps', undefined);
    }
    return results;
  }

  /** Tells of keys that nobody asked for: a misspelt `deny` would let through what it should not. */
  end(): void {
    for (const { key, position, isVariable } of this.#map.entries.values()) {
      if (this.#asked.has(key.toLowerCase()) || isVariable) continue;
      this.#problems.push({ position, text: `unknown field ${JSON.stringify(this.#path(key))}` });
    }
  }

  #read<Result>(map: ConfMap, path: string, read: (block: Block) => Result): Result {
    const block = new Block(map, path, this.#problems);
    const result = read(block);
    block.end();
    return result;
  }

  #entry(key: string) {
    this.#asked.add(key);
    return [...this.#map.entries.values()].findLast((entry) => entry.key.toLowerCase() === key);
  }

  #value(key: string): ConfValue | undefined {
    return this.#entry(key)?.value;
  }

  #path(key: string): string {
    return this.#name === '' ? key : `${this.#name}.${key}`;
  }

  #expected<Fallback>(key: string, what: string, fallback: Fallback): Fallback {
    this.problem(`${key} must be ${what}`, key);
    return fallback;
  }
}

function durationOf(text: string): number | undefined {
  try {
    return parseDuration(text);
  } catch (error) {
    if (error instanceof NatsxError) return undefined; // The reader says where it stands.
    throw error;
  }
}

function textsOf(value: ConfValue): readonly string[] | undefined {
  const items = value.type === 'array' ? value.items : [value];
  const texts = items.flatMap((item) => (item.type === 'string' ? [item.value] : []));
  return texts.length === items.length ? texts : undefined;
}

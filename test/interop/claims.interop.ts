// Requests about the JWTs of accounts, to natsx and to nats-server: the same answers.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode, newGenericClaims } from '../../src/jwt/index.ts';
import { createOperator } from '../../src/nkeys/create.ts';
import type { KeyPair } from '../../src/nkeys/keypair.ts';
import { TestOperator, type AccountChange, type TestAccount } from '../support/operator.ts';
import { findPeers, isAtLeast, requirePeer, startPeer, type Peer } from '../support/peers.ts';
import { login, SystemClient } from '../support/system-client.ts';
import { startOwn } from './configured.ts';

type Resolver = 'full' | 'full without deletion' | 'cache' | 'memory' | 'url';

/** What all servers of a comparison know, and what is asked of them. */
class World {
  readonly operator = new TestOperator();
  readonly system = this.#account('SYS');
  /** Somebody is connected. */
  readonly used = this.#account('used');
  /** Nobody was ever connected. */
  readonly unused = this.#account('unused');
  /** No server has it. */
  readonly stranger = this.#account('stranger');
  readonly #isStrict: boolean;
  #accountServer: HttpServer | undefined;

  constructor({ isStrict = false } = {}) {
    this.#isStrict = isStrict;
  }

  #account(name: string): TestAccount {
    const account = this.operator.account(name, {}, this.operator.signingKey);
    account.change(this.#withSigningKey(account, {}));
    return account;
  }

  /** Users are signed by a signing key: a strict operator wants it so. */
  #withSigningKey(account: TestAccount, { nats, ...change }: AccountChange): AccountChange {
    const signing_keys = new Map([[account.signingKey.publicKey, undefined]]);
    return { ...change, nats: { ...nats, signing_keys } };
  }

  /** A JWT of an account, issued in so many seconds. */
  later(
    account: TestAccount,
    seconds: number,
    change: AccountChange = {},
    signer: KeyPair = this.operator.signingKey,
  ): string {
    const at = Math.floor(Date.now() / 1000) + seconds;
    return account.issue(this.#withSigningKey(account, { at, ...change }), signer);
  }

  get #accounts(): TestAccount[] {
    return [this.system, this.used, this.unused];
  }

  async configuration(resolver: Resolver, folder: string): Promise<string> {
    for (const { publicKey, jwt } of this.#accounts)
      writeFileSync(join(folder, `${publicKey}.jwt`), jwt);
    const nats = {
      strict_signing_key_usage: this.#isStrict,
      system_account: this.system.publicKey,
    };
    return [
      `operator: ${this.operator.jwt({ nats })}`,
      `resolver: ${await this.#resolver(resolver, folder)}`,
      resolver === 'memory' ? `resolver_preload: { ${this.#preload()} }` : '',
    ].join('\n');
  }

  async #resolver(resolver: Resolver, folder: string): Promise<string> {
    switch (resolver) {
      case 'full':
        return `{ type: full, dir: "${folder}", allow_delete: true }`;
      case 'full without deletion':
        return `{ type: full, dir: "${folder}" }`;
      case 'cache':
        return `{ type: cache, dir: "${folder}" }`;
      case 'memory':
        return 'MEMORY';
      case 'url':
        return `URL(${await this.#startAccountServer()})`;
    }
  }

  #preload(): string {
    return this.#accounts.map(({ publicKey, jwt }) => `${publicKey}: ${jwt}`).join(', ');
  }

  async #startAccountServer(): Promise<string> {
    this.#accountServer ??= createServer((request, response) => {
      const found = this.#accounts.find(({ publicKey }) => request.url === `/${publicKey}`);
      response.statusCode = found === undefined && request.url !== '/' ? 404 : 200;
      response.end(found?.jwt);
    }).listen(0, '127.0.0.1');
    const server = this.#accountServer;
    if (!server.listening) await new Promise((resolve) => server.once('listening', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  }

  async stop(): Promise<void> {
    const server = this.#accountServer;
    if (server === undefined) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

interface StartedServer {
  readonly port: number;
  stop(): Promise<void>;
}

interface Step {
  readonly name: string;
  run(client: SystemClient): Promise<unknown>;
}

function steps(world: World, resolver: Resolver, isOld: boolean): Step[] {
  const { operator, used, unused, stranger, system } = world;
  const all: Step[] = [];
  const ask = (name: string, subject: string, payload: string): void =>
    void all.push({ name, run: (client) => client.ask(subject, payload) });
  const later = world.later.bind(world);
  const invalid = { nats: { imports: [{ ...EMPTY_IMPORT, account: '' }] } };
  const isDirectory = resolver !== 'memory' && resolver !== 'url';

  for (const prefix of ['$SYS.ACCOUNT', '$SYS.REQ.ACCOUNT']) {
    const to = ({ publicKey }: TestAccount): string => `${prefix}.${publicKey}.CLAIMS.UPDATE`;
    const at = prefix === '$SYS.ACCOUNT' ? 1 : 11;
    const next = later(used, at);
    ask(`${prefix}: of a used account`, to(used), next);
    ask(`${prefix}: the same again`, to(used), next);
    ask(`${prefix}: of an account that nobody uses`, to(unused), later(unused, at));
    ask(`${prefix}: of an unknown account`, to(stranger), later(stranger, at));
    ask(`${prefix}: of another account`, to(used), unused.jwt);
    ask(`${prefix}: invalid`, to(used), later(used, at + 5, invalid));
    ask(`${prefix}: no JWT`, to(used), 'x');
    ask(`${prefix}: nothing`, to(used), '');
    ask(`${prefix}: a user's JWT`, to(used), used.user('u').jwt);
    ask(`${prefix}: with another signature`, to(used), `${next.slice(0, -86)}${'A'.repeat(86)}`);
    ask(
      `${prefix}: signed by the operator himself`,
      to(used),
      later(used, at + 5, {}, operator.key),
    );
    // nats-server keeps in a directory what anybody signed.
    if (!isDirectory)
      ask(`${prefix}: by the account itself`, to(used), later(used, at + 6, {}, used.key));
  }
  if (!isDirectory) return all;

  const update = '$SYS.REQ.CLAIMS.UPDATE';
  ask('of a used account', update, later(used, 30));
  ask('of an account that nobody uses', update, later(unused, 30));
  ask('of an unknown account', update, later(stranger, 30));
  ask('invalid', update, later(used, 35, invalid));
  ask('expired', update, later(stranger, 36, { exp: 1_000 }));
  ask('expired, back', update, later(stranger, 37));
  ask('no JWT', update, 'x');
  ask('nothing', update, '');
  ask('system account', update, later(system, 30));
  ask('signed by the operator himself', update, later(used, 40, {}, operator.key));
  all.push({
    name: 'list',
    run: async (client) => sorted(await client.ask('$SYS.REQ.CLAIMS.LIST')),
  });

  if (resolver !== 'cache') {
    const lookUp = (name: string, { publicKey }: TestAccount): void =>
      void all.push({
        name,
        run: (client) => client.request(`$SYS.REQ.ACCOUNT.${publicKey}.CLAIMS.LOOKUP`),
      });
    lookUp('look up', used);
    // Who had to wait for the end of his time knew no less.
    if (!isOld) lookUp('look up one that nobody has', operator.account('nobody'));
    all.push({
      name: 'pack',
      run: async (client) => (await client.requestMany('$SYS.REQ.CLAIMS.PACK')).sort(),
    });
  }

  const remove = (name: string, keys: unknown, signer: KeyPair, subject = signer.publicKey): void =>
    ask(
      `delete ${name}`,
      '$SYS.REQ.CLAIMS.DELETE',
      encode(newGenericClaims(subject, { accounts: keys as string[] }), signer),
    );
  const keys = [unused.publicKey];
  ask('delete: no JWT', '$SYS.REQ.CLAIMS.DELETE', 'x');
  ask('delete: nothing', '$SYS.REQ.CLAIMS.DELETE', '');
  remove('by a stranger', keys, createOperator());
  remove('by an account', keys, used.key);
  remove('by one in the name of another', keys, operator.key, operator.signingKey.publicKey);
  remove('no list', 'x', operator.signingKey);
  remove('no keys', [1], operator.signingKey);
  remove('no account', [operator.key.publicKey], operator.signingKey);
  remove('the system account', [system.publicKey], operator.signingKey);
  remove('nothing', [], operator.signingKey);
  remove('one, twice', [...keys, ...keys], operator.signingKey);
  remove('one that is gone, and a used one', [...keys, used.publicKey], operator.signingKey);
  remove('by the key of the operator', [stranger.publicKey], operator.key);
  all.push({
    name: 'list after',
    run: async (client) => sorted(await client.ask('$SYS.REQ.CLAIMS.LIST')),
  });
  return all;
}

const EMPTY_IMPORT = {
  name: '',
  subject: 'x',
  token: '',
  to: '',
  local_subject: '',
  type: 'stream',
  share: false,
  allow_trace: false,
} as const;

function sorted(answer: unknown): unknown {
  const { data, ...rest } = answer as { data: string[] };
  return { ...rest, data: data.sort() };
}

/** Which comes first in an envelope, nats-server 2.9 left to chance. */
function sortNames(answers: readonly unknown[]): unknown {
  return JSON.parse(JSON.stringify(answers), (key, value: unknown) =>
    key === 'names' ? (value as string).split(',').sort().join() : value,
  );
}

/** Every answer, and what is in the directory in the end. */
async function play(
  world: World,
  resolver: Resolver,
  asked: readonly Step[],
  start: (text: string) => Promise<StartedServer>,
): Promise<unknown[]> {
  const folder = mkdtempSync(join(tmpdir(), 'natsx-claims-'));
  const server = await start(await world.configuration(resolver, folder));
  try {
    const answers: unknown[] = [];
    {
      const user = await login(server.port, world.used.signedUser('u'));
      await using client = await SystemClient.connect(
        server.port,
        world.system.signedUser('admin'),
      );
      for (const step of asked) answers.push([step.name, await step.run(client)]);
      await user.close();
    }
    const files = readdirSync(folder).sort();
    return [...answers, ...files.map((file) => [file, readFileSync(join(folder, file), 'utf8')])];
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true });
  }
}

async function compare(
  peer: Peer,
  resolver: Resolver,
  options?: { isStrict: boolean },
): Promise<void> {
  const world = new World(options);
  try {
    const isOld = !isAtLeast(peer.version, '2.10.0');
    const asked = steps(world, resolver, isOld);
    const theirs = await play(world, resolver, asked, (text) => startPeer(peer, text));
    const ours = await play(world, resolver, asked, startOwn);
    assert.deepEqual(isOld ? sortNames(ours) : ours, isOld ? sortNames(theirs) : theirs);
  } finally {
    await world.stop();
  }
}

describe('requests about the JWTs of accounts, as nats-server answers them', function () {
  this.timeout(30_000);
  const peers = findPeers('nats-server');
  if (peers.length === 0) {
    it('with each resolver', function () {
      requirePeer(this, 'nats-server');
    });
  }
  for (const peer of peers) {
    for (const resolver of ['full', 'full without deletion', 'cache', 'memory', 'url'] as const) {
      it(`resolver ${resolver}, nats-server ${peer.version}`, () => compare(peer, resolver));
    }
    it(`of a strict operator, nats-server ${peer.version}`, () =>
      compare(peer, 'full', { isStrict: true }));
    it(`in turns over one directory, nats-server ${peer.version}`, () => takeTurns(peer));
  }
});

/** Each server finds in the directory what the one before was told, and has the same hash of it. */
async function takeTurns(peer: Peer): Promise<void> {
  const world = new World();
  const folder = mkdtempSync(join(tmpdir(), 'natsx-claims-'));
  const accounts: TestAccount[] = [world.system, world.used, world.unused];
  const starts: ((text: string) => Promise<StartedServer>)[] = [
    startOwn,
    (text) => startPeer(peer, text),
  ];
  try {
    const text = await world.configuration('full', folder);
    for (let turn = 0; turn < 4; turn++) {
      const server = await starts[turn % 2]!(text);
      try {
        await using client = await SystemClient.connect(
          server.port,
          world.system.signedUser('admin'),
        );
        const added = world.operator.account(`of turn ${turn}`);
        await client.ask('$SYS.REQ.CLAIMS.UPDATE', added.jwt);
        accounts.push(added);
        const { data } = (await client.ask('$SYS.REQ.CLAIMS.LIST')) as { data: string[] };
        assert.deepEqual(data.sort(), accounts.map(({ publicKey }) => publicKey).sort());
        const same = await client.requestMany('$SYS.REQ.CLAIMS.PACK', hashOf(accounts));
        assert.deepEqual(same, [], `the hash differs in turn ${turn}`);
      } finally {
        await server.stop();
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** XOR of the hashes of all JWTs. */
function hashOf(accounts: readonly TestAccount[]): Buffer {
  const sum = Buffer.alloc(32);
  for (const { jwt } of accounts) {
    const hash = createHash('sha256').update(jwt).digest();
    hash.forEach((byte, at) => (sum[at]! ^= byte));
  }
  return sum;
}

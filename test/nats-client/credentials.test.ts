import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NatsxError } from '../../src/base/errors.ts';
import { readCredentials, readUserSeed } from '../../src/nats-client/credentials.ts';
import {
  createAccount,
  createUser,
  decorateJwt,
  decorateSeed,
  fromPublicKey,
} from '../../src/nkeys/index.ts';

describe('credentials', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'natsx-creds-'))));
  after(() => rmSync(folder, { recursive: true }));

  const user = createUser();
  const account = createAccount();
  const jwtOf = (sub: string) =>
    `eyJhbGciOiJlZDI1NTE5LW5rZXkifQ.${Buffer.from(JSON.stringify({ sub })).toString('base64url')}.c2ln`;
  const jwt = jwtOf(user.publicKey);

  function file(content: string | Uint8Array): string {
    const path = join(folder, 'file');
    writeFileSync(path, content);
    return path;
  }

  function isSignedBy(publicKey: string, nonce: string, signature: string): boolean {
    return fromPublicKey(publicKey).verify(Buffer.from(nonce), Buffer.from(signature, 'base64url'));
  }

  it('reads a seed file and signs the nonce', async () => {
    for (const content of [user.seed(), `# mine\n${user.seed()}\n`, decorateSeed(user.seed())]) {
      const authenticate = await readUserSeed(file(content));
      const { nkey, sig } = authenticate('nonce-1') as { nkey: string; sig: string };
      assert.equal(nkey, user.publicKey);
      assert.ok(isSignedBy(nkey, 'nonce-1', sig));
    }
  });

  it('reads a creds file, with either line ending', async () => {
    const content = decorateJwt('user', jwt) + decorateSeed(user.seed());
    for (const text of [content, content.replaceAll('\n', '\r\n')]) {
      const authenticate = await readCredentials(file(text));
      const answer = authenticate('nonce-2') as { jwt: string; nkey: string; sig: string };
      assert.equal(answer.jwt, jwt);
      assert.ok(isSignedBy(user.publicKey, 'nonce-2', answer.sig));
    }
  });

  const binary = Buffer.from(Array.from({ length: 400 }, (_, index) => (index * 89) % 256));
  const badSeeds: readonly [string, string | Uint8Array, string][] = [
    ['an empty file', '', 'nkeys: no nkey seed found'],
    ['a binary file', binary, 'nkeys: no nkey seed found'],
    ['a public key', user.publicKey, 'nkeys: no nkey seed found'],
    ['an account seed', account.seed(), 'nats: Not a valid nkey user seed'],
    ['a seed cut short', user.seed().slice(0, -4), 'nkeys: '],
  ];
  for (const [what, content, message] of badSeeds) {
    it(`refuses ${what} as a seed file, without showing it`, async () => {
      await refuses(readUserSeed(file(content)), message);
    });
  }

  const badCredentials: readonly [string, string | Uint8Array, string][] = [
    ['an empty file', '', 'nats: no user JWT found in '],
    ['a binary file', binary, 'nats: no user JWT found in '],
    ['a seed file', user.seed(), 'nats: no user JWT found in '],
    ['a JWT alone', decorateJwt('user', jwt), 'nkeys: no nkey seed found'],
    [
      "an account's JWT",
      decorateJwt('account', jwtOf(account.publicKey)) + decorateSeed(account.seed()),
      'nats: the JWT in ',
    ],
    [
      "another user's seed",
      decorateJwt('user', jwt) + decorateSeed(createUser().seed()),
      'nats: the seed in ',
    ],
  ];
  for (const [what, content, message] of badCredentials) {
    it(`refuses ${what} as a creds file, without showing it`, async () => {
      await refuses(readCredentials(file(content)), message);
    });
  }

  const badPaths: readonly [string, () => string, RegExp][] = [
    [
      'a missing file',
      () => join(folder, 'none'),
      /^nats: open .*none: no such file or directory$/,
    ],
    ['a folder', () => folder, /^nats: read .*: is a directory$/],
  ];
  for (const [what, path, message] of badPaths) {
    it(`refuses ${what}`, async () => {
      await assert.rejects(readUserSeed(path()), { code: 'ERR_FILE', message });
      await assert.rejects(readCredentials(path()), { code: 'ERR_FILE', message });
    });
  }

  async function refuses(reading: Promise<unknown>, message: string): Promise<void> {
    await assert.rejects(reading, (error: NatsxError) => {
      assert.ok(error.message.startsWith(message), error.message);
      assert.ok(error.suggestions.length > 0);
      const shown = [error.message, ...error.suggestions].join('\n');
      for (const secret of [user.seed(), account.seed(), jwt]) {
        assert.ok(!shown.includes(secret.slice(0, 20)), shown);
      }
      return true;
    });
  }
});

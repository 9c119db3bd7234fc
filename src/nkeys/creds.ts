/**
 * Decorated files: a JWT and a seed between lines of dashes, as in a `.creds` file. Seeds of operators, accounts and
 * users only; Go's helpers find no others.
 */
import { NatsxError } from '../base/errors.ts';
import { NkeysError } from './errors.ts';
import { fromSeed } from './create.ts';
import type { KeyPair } from './keypair.ts';

// nkeys creds_utils.go wants a line end after the last dashes, the jwt library takes the end of the file too; so do we.
const BLOCK = /-{3,}.*-{3,}\r?\n([\w\-.=]+)\r?\n-{3,}.*-{3,}(?:\r?\n|$(?![^]))/g;

/** The JWT in a decorated file: what its first block holds, or all of it if it has no block. */
export function parseDecoratedJwt(contents: string | Uint8Array): string {
  const text = textOf(contents);
  return blocks(text)[0] ?? text;
}

/** The key pair of the seed in a decorated file: its second block, or its first line that looks like a seed. */
export function parseDecoratedNkey(contents: string | Uint8Array): KeyPair {
  const text = textOf(contents);
  const seed = blocks(text)[1] ?? text.split('\n').find((line) => DECORATED_SEED.test(line.trim()));
  if (seed === undefined) throw new NkeysError('ERR_NKEYS_NO_SEED_FOUND');
  if (!DECORATED_SEED.test(seed)) throw new NkeysError('ERR_NKEYS_INVALID_NKEY_SEED');
  return fromSeed(seed);
}

/** As parseDecoratedNkey, but the seed must be a user's. */
export function parseDecoratedUserNkey(contents: string | Uint8Array): KeyPair {
  const pair = parseDecoratedNkey(contents);
  if (pair.kind === 'user') return pair;
  pair.wipe();
  throw new NkeysError('ERR_NKEYS_INVALID_USER_SEED');
}

const DECORATED_SEED = /^S[OAU]/;
const NAMES = new Map([
  ['SO', 'OPERATOR'],
  ['SA', 'ACCOUNT'],
  ['SU', 'USER'],
]);

/** A seed's text dressed for a file, with a warning above it. */
export function decorateSeed(seed: string | Uint8Array): string {
  const text = textOf(seed).trim();
  if (text.length < 2) throw new NatsxError('ERR_SEED_TOO_SHORT', 'seed is too short');
  const name = NAMES.get(text.slice(0, 2));
  if (name === undefined) {
    throw new NatsxError('ERR_SEED_KIND', 'seed is not an operator, account or user seed');
  }
  // jwt creds_utils.go: other tools read these lines, so they are the same to the letter.
  return [
    '************************* IMPORTANT *************************',
    'NKEY Seed printed below can be used to sign and prove identity.',
    'NKEYs are sensitive and should be treated as secrets.',
    '',
    `-----BEGIN ${name} NKEY SEED-----`,
    text,
    `------END ${name} NKEY SEED------`,
    '',
    '*************************************************************',
    '',
  ].join('\n');
}

/** A JWT dressed for a file; `type` is its `nats.type` claim, for example `user`. */
export function decorateJwt(type: string, jwt: string): string {
  const name = type.toUpperCase();
  return `-----BEGIN NATS ${name} JWT-----\n${jwt}\n------END NATS ${name} JWT------\n\n`;
}

function blocks(text: string): string[] {
  return Array.from(text.matchAll(BLOCK), (block) => block[1]!);
}

function textOf(contents: string | Uint8Array): string {
  return typeof contents === 'string' ? contents : Buffer.from(contents).toString('utf8');
}

/** Files that say who a user is: creds (a user JWT and its seed) and seeds. No error shows a line of them. */
import type { Authenticator } from '@nats-io/transport-node';
import { NatsxError } from '../base/errors.ts';
import { parseDecoratedJwt, parseDecoratedNkey, prefixOf, type KeyPair } from '../nkeys/index.ts';
import { readNamedFile, type NamedFileReader } from './named-file.ts';

/** Authenticates with the user JWT and the seed of a creds file. */
export async function readCredentials(
  path: string,
  read: NamedFileReader = readNamedFile,
): Promise<Authenticator> {
  const text = (await read(path, 'nats')).toString();
  const jwt = parseDecoratedJwt(text).trim();
  const subject = jwtSubject(jwt);
  const file = JSON.stringify(path);
  if (subject === undefined) {
    throw new NatsxError('ERR_CREDENTIALS', `nats: no user JWT found in ${file}`, {
      suggestions: [lack(text, 'a user JWT and its seed, as nsc writes them')],
    });
  }
  if (prefixOf(subject) !== 'user') {
    throw new NatsxError('ERR_CREDENTIALS', `nats: the JWT in ${file} is no user's`, {
      suggestions: [`it is of the kind ${prefixOf(subject)}; a connection needs a user's creds`],
    });
  }
  const pair = userPair(text, path);
  if (pair.publicKey !== subject) {
    throw new NatsxError(
      'ERR_CREDENTIALS',
      `nats: the seed in ${file} is not that of its user JWT`,
      {
        suggestions: ['write the creds file anew'],
      },
    );
  }
  return (nonce) => ({ jwt, ...signed(pair, nonce) });
}

/** Authenticates with a user's seed. */
export async function readUserSeed(
  path: string,
  read: NamedFileReader = readNamedFile,
): Promise<Authenticator> {
  const pair = userPair((await read(path, 'nats')).toString(), path);
  return (nonce) => signed(pair, nonce);
}

/**
 * Authenticates with a user JWT, and the seed it belongs to; a JWT alone is a bearer token. Either may be given as it is,
 * or as the file it stands in.
 */
export async function readUserJwt(
  jwt: string,
  seed: string | undefined,
  read: NamedFileReader = readNamedFile,
): Promise<Authenticator> {
  const isToken = jwt.startsWith('eyJ');
  const text = isToken ? jwt : parseDecoratedJwt((await read(jwt, 'nats')).toString()).trim();
  if (jwtSubject(text) === undefined) {
    const where = isToken ? 'the value given' : JSON.stringify(jwt);
    throw new NatsxError('ERR_CREDENTIALS', `nats: no user JWT found in ${where}`);
  }
  if (seed === undefined) return () => ({ jwt: text });
  const isSeed = /^SU[A-Z2-7]{56}$/.test(seed);
  const pair = userPair(
    isSeed ? seed : (await read(seed, 'nats')).toString(),
    isSeed ? 'the value given' : seed,
  );
  return (nonce) => ({ jwt: text, ...signed(pair, nonce) });
}

function signed(pair: KeyPair, nonce = ''): { nkey: string; sig: string } {
  const sig = Buffer.from(pair.sign(Buffer.from(nonce))).toString('base64url');
  return { nkey: pair.publicKey, sig };
}

/** The pair of a user's seed; anything else is refused in nats.go's words. */
function userPair(text: string, path: string): KeyPair {
  const file = JSON.stringify(path);
  let pair: KeyPair;
  try {
    pair = parseDecoratedNkey(text);
  } catch (error) {
    if (!(error instanceof NatsxError)) throw error;
    throw new NatsxError(error.code, error.message, {
      cause: error,
      suggestions: [
        `${file}: ${lack(text, "a line with a user's seed (SU…), whole and unchanged")}`,
      ],
    });
  }
  if (pair.kind === 'user') return pair;
  const { kind } = pair;
  pair.wipe();
  throw new NatsxError('ERR_SEED_KIND', 'nats: Not a valid nkey user seed', {
    suggestions: [`${file} holds a seed of the kind ${kind}; a connection needs a user's`],
  });
}

function jwtSubject(jwt: string): string | undefined {
  const [, claims, signature] = jwt.split('.');
  if (claims === undefined || signature === undefined) return undefined;
  try {
    const { sub } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { sub?: unknown };
    return typeof sub === 'string' ? sub : undefined;
  } catch {
    return undefined; // Not JSON, so not a JWT; the caller says so.
  }
}

function lack(text: string, wanted: string): string {
  return `${text.trim() === '' ? 'the file is empty; it' : 'the file'} should hold ${wanted}`;
}

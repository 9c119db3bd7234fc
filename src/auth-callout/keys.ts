/** The seeds of a service. */
import { readFile, stat } from 'node:fs/promises';
import { NatsxError } from '../base/errors.ts';
import { fileErrorText } from '../base/system-error.ts';
import { fromCurveSeed, fromSeed } from '../nkeys/create.ts';
import type { KeyPair } from '../nkeys/keypair.ts';
import type { Rules, SigningKeyFile } from './rules.ts';

export interface SigningKey {
  readonly pair: KeyPair;
  /** The public key of its account. */
  readonly account: string;
  readonly scoped: boolean;
}

export interface ServiceKeys {
  readonly issuer: SigningKey;
  readonly accounts: ReadonlyMap<string, SigningKey>;
  /** Opens requests; undefined if they are not sealed. */
  readonly curve: KeyPair | undefined;
}

/** Reads the seeds that the rules name. Rejects with a NatsxError for one that is wrong, or that others can read. */
export async function readKeys({ issuer, accounts, xkey }: Rules): Promise<ServiceKeys> {
  const named = await Promise.all(
    [...accounts].map(async ([name, file]) => [name, await signingKey(file)] as const),
  );
  const seed = xkey === '' ? '' : await readSeed(xkey);
  return {
    issuer: await signingKey(issuer),
    accounts: new Map(named),
    curve: seed === '' ? undefined : pairOf(xkey, () => fromCurveSeed(seed)),
  };
}

async function signingKey({ file, account, scoped }: SigningKeyFile): Promise<SigningKey> {
  const seed = await readSeed(file);
  const pair = pairOf(file, () => fromSeed(seed));
  if (pair.kind !== 'account') {
    throw new NatsxError(
      'ERR_SEED_KIND',
      `${file} holds a seed of the kind ${pair.kind}, not of an account`,
    );
  }
  return { pair, account: account === '' ? pair.publicKey : account, scoped };
}

function pairOf(file: string, make: () => KeyPair): KeyPair {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof NatsxError)) throw error;
    // Without the cause's text: it never shows a seed, but the file is what is wrong.
    throw new NatsxError(error.code, `${file}: ${error.message}`, { cause: error });
  }
}

async function readSeed(file: string): Promise<string> {
  let text: string;
  let mode: number;
  try {
    text = await readFile(file, 'utf8');
    ({ mode } = await stat(file));
  } catch (error) {
    throw new NatsxError('ERR_SEED_FILE', fileErrorText('open', file, error), { cause: error });
  }
  if ((mode & 0o077) !== 0 && process.platform !== 'win32') {
    throw new NatsxError('ERR_SEED_FILE', `${file} can be read by others`, {
      suggestions: [`chmod 600 ${file}`],
    });
  }
  const seed = text
    .split('\n')
    .find((line) => /^S[A-Z]/.test(line.trim()))
    ?.trim();
  if (seed === undefined) throw new NatsxError('ERR_SEED_FILE', `${file} holds no seed`);
  return seed;
}

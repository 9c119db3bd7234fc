/** `nk -sign`, `nk -verify` and `nk -inkey … -pubout`. */
import { NatsxError } from '../../base/errors.ts';
import { fromPublicKey, fromSeed } from '../../nkeys/create.ts';
import { NkeysError } from '../../nkeys/errors.ts';
import type { KeyPair } from '../../nkeys/keypair.ts';
import { decodeRawUrlBase64 } from './base64.ts';
import { Output } from './output.ts';
import type { Job } from './program.ts';

/** Prints one signature a file. */
export async function sign(job: Job): Promise<number> {
  const { flags, files, more, io } = job;
  if (!flags.inkey) {
    throw new NatsxError('ERR_NK_USAGE', 'Sign requires a seed/private key via -inkey <file>');
  }
  const pair = await readSeed(job, flags.inkey);
  const output = new Output(flags, io);
  for (const file of [flags.sign!, ...more]) {
    const signed = pair.sign(await files.read(file));
    const signature = Buffer.from(signed).toString('base64url');
    await output.result([signature], { file, publicKey: pair.publicKey, signature });
  }
  pair.wipe();
  await output.close();
  return 0;
}

/** Prints `Verified OK`, with the name before it when there are several files; the first wrong signature ends it. */
export async function verify(job: Job): Promise<number> {
  const { flags, files, more, io } = job;
  const pair = await readVerifier(job);
  const names = [flags.verify!, ...more];
  const contents = [await files.read(names[0]!)];
  const signatures = splitSignatures(await files.read(flags.sigfile!), names);
  const output = new Output(flags, io);
  for (const [i, file] of names.entries()) {
    const data = contents[i] ?? (await files.read(file));
    if (!pair.verify(data, decodeRawUrlBase64(signatures[i]!))) {
      const error = new NkeysError('ERR_NKEYS_INVALID_SIGNATURE');
      if (names.length === 1) throw error;
      throw new NatsxError(error.code, `${file}: ${error.message}`, { cause: error });
    }
    const line = names.length === 1 ? 'Verified OK' : `${file}: Verified OK`;
    await output.result([line], { file, publicKey: pair.publicKey, verified: true });
  }
  pair.wipe();
  await output.close();
  return 0;
}

/** Prints the public key of one seed file after the other. */
export async function showPublicKeys(job: Job): Promise<number> {
  const output = new Output(job.flags, job.io);
  for (const file of [job.flags.inkey!, ...job.more]) {
    const pair = await readSeed(job, file);
    const { kind: type, publicKey } = pair;
    await output.result([publicKey], { file, type, publicKey });
    pair.wipe();
  }
  await output.close();
  return 0;
}

/** The key pair of the seed in a file. */
export async function readSeed(job: Job, path: string): Promise<KeyPair> {
  const key = await job.files.readKey(path);
  try {
    return fromSeed(key);
  } finally {
    key.fill(0);
  }
}

async function readVerifier(job: Job): Promise<KeyPair> {
  const { flags, files } = job;
  if (!flags.inkey && !flags.pubin) {
    throw new NatsxError(
      'ERR_NK_USAGE',
      'Verify requires a seed key via -inkey or a public key via -pubin',
    );
  }
  if (!flags.sigfile) {
    throw new NatsxError('ERR_NK_USAGE', 'Verify requires a signature via -sigfile');
  }
  if (flags.inkey) return readSeed(job, flags.inkey);
  return fromPublicKey(await files.readKey(flags.pubin!));
}

// One file: all of the signature file, as in Go. Several: one line each, as -sign prints them.
function splitSignatures(contents: Buffer, names: readonly string[]): Buffer[] {
  if (names.length === 1) return [contents];
  const lines = contents
    .toString('latin1')
    .split('\n')
    .filter((line) => line.trim() !== '');
  if (lines.length === names.length) return lines.map((line) => Buffer.from(line, 'latin1'));
  throw new NatsxError(
    'ERR_NK_SIGNATURES',
    `${names.length} files to verify, but the signature file has ${lines.length} signatures: one a line is needed`,
  );
}

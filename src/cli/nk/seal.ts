/** `nk -seal` and `nk -open`: boxes between two curve keys. Go's nk has neither; natscli's base64 form is understood. */
import { NatsxError } from '../../base/errors.ts';
import type { KeyPair } from '../../nkeys/keypair.ts';
import { Output } from './output.ts';
import type { Job } from './program.ts';
import { readSeed } from './sign.ts';

/** Seals every file for the recipient: a line of base64 each, or the box's bytes with -raw. */
export async function seal(job: Job): Promise<number> {
  const { flags, files, more, io } = job;
  const pair = await readOwnKey(job, 'Seal');
  const recipient = await publicKeyOf(job, flags.recipient, 'Seal', 'recipient');
  const names = [flags.seal!, ...more];
  if (flags.raw && names.length > 1) {
    throw new NatsxError(
      'ERR_NK_USAGE',
      'Seal with -raw takes one file: boxes in a row could not be told apart',
    );
  }
  const output = new Output(flags, io);
  for (const file of names) {
    const sealed = Buffer.from(pair.seal(await files.read(file), recipient));
    const text = sealed.toString('base64');
    await output.bytes(flags.raw ? sealed : `${text}\n`, {
      file,
      sender: pair.publicKey,
      recipient,
      sealed: text,
    });
  }
  pair.wipe();
  await output.close();
  return 0;
}

/** Opens every box of every file and writes what was in them, one after the other, and nothing else. */
export async function open(job: Job): Promise<number> {
  const { flags, files, more, io } = job;
  const pair = await readOwnKey(job, 'Open');
  const sender = await publicKeyOf(job, flags.sender, 'Open', 'sender');
  const output = new Output(flags, io);
  for (const file of [flags.open!, ...more]) {
    for (const box of boxes(await files.read(file))) {
      const data = pair.open(box, sender);
      const base64 = Buffer.from(data).toString('base64');
      await output.bytes(data, { file, sender, recipient: pair.publicKey, data: base64 });
    }
  }
  pair.wipe();
  await output.close();
  return 0;
}

async function readOwnKey(job: Job, verb: string): Promise<KeyPair> {
  if (!job.flags.inkey) {
    throw new NatsxError('ERR_NK_USAGE', `${verb} requires a curve seed via -inkey <file>`);
  }
  return readSeed(job, job.flags.inkey);
}

async function publicKeyOf(
  job: Job,
  value: string | undefined,
  verb: string,
  flag: string,
): Promise<string> {
  if (!value) {
    throw new NatsxError('ERR_NK_USAGE', `${verb} requires a public curve key via -${flag} <key>`);
  }
  // What looks like a public key is one, so that a mistyped key is not reported as a missing file.
  if (/^[A-Z2-7]{56}$/.test(value)) return value;
  return (await job.files.readKey(value)).toString('latin1').trim();
}

// A box in bytes, or base64 in any dress, a box a line.
function boxes(contents: Buffer): Buffer[] {
  if (contents.subarray(0, 3).toString('latin1') === 'xkv') return [contents];
  const lines = contents
    .toString('latin1')
    .split(/\r?\n/)
    .filter((line) => line !== '');
  if (lines.length === 0) return [contents];
  return lines.map((line) => Buffer.from(line, 'base64'));
}

/** `nk -gen`: a new key, from the system's randomness or an entropy file, perhaps with a chosen beginning. */
import { NatsxError } from '../../base/errors.ts';
import { createPair, fromRawSeed } from '../../nkeys/create.ts';
import type { KeyPair } from '../../nkeys/keypair.ts';
import { PUBLIC_PREFIX, type KeyKind } from '../../nkeys/prefix.ts';
import { KEY_BYTES } from '../../nkeys/strkey.ts';
import type { VanityPrefix } from '../../nkeys/vanity-prefix.ts';
import { Output } from './output.ts';
import type { Job } from './program.ts';

const KINDS: Readonly<Record<string, KeyKind>> = {
  user: 'user',
  account: 'account',
  server: 'server',
  cluster: 'cluster',
  operator: 'operator',
  curve: 'x25519',
  x25519: 'x25519',
};

/** Makes the key and prints or stores it. */
export async function generate(job: Job): Promise<number> {
  const { flags, io } = job;
  const kind = kindOf(flags.gen!);
  const pair = flags.pre ? await search(job, kind, flags.pre) : await create(job, kind);
  if (pair === 'interrupted') return 130; // 128 + SIGINT, as a shell reports it.
  if (pair === 'exhausted') {
    throw new NatsxError(
      'ERR_NK_EXHAUSTED',
      `Failed to generate prefix after ${flags.maxpre} attempts`,
    );
  }
  const output = new Output(flags, io);
  const { publicKey } = pair;
  if (output.toFile) {
    await output.writeFile(`${pair.seed()}\n`);
    await output.show(publicKey, { type: kind, publicKey, file: flags.out });
  } else {
    const seed = pair.seed();
    const lines = flags.pubout || flags.pre ? [seed, publicKey] : [seed];
    await output.result(lines, { type: kind, publicKey, seed });
  }
  pair.wipe();
  return 0;
}

function kindOf(word: string): KeyKind {
  const kind = Object.hasOwn(KINDS, word.toLowerCase()) ? KINDS[word.toLowerCase()] : undefined;
  if (kind !== undefined) return kind;
  throw new NatsxError('ERR_NK_TYPE', `Usage: nk -gen [${Object.keys(KINDS).join('|')}]`);
}

async function create(job: Job, kind: KeyKind): Promise<KeyPair> {
  return job.flags.e ? (await fromEntropy(job, kind)).pair : createPair(kind);
}

type Found = KeyPair | 'exhausted' | 'interrupted';

async function search(job: Job, kind: KeyKind, prefix: string): Promise<Found> {
  const { VanityPrefix } = await import('../../nkeys/vanity-prefix.ts');
  const wish = new VanityPrefix(kind, prefix);
  if (job.flags.e) return searchEntropy(job, wish);
  return (await import('./vanity.ts')).searchVanity(job, wish);
}

// Every attempt reads the file anew, as Go's nk does: of use with a device. A plain file gives one key only, so the
// other attempts are not made.
async function searchEntropy(job: Job, wish: VanityPrefix): Promise<Found> {
  const { e: entropy, maxpre } = job.flags;
  for (let attempt = 0; attempt < maxpre; attempt++) {
    const { pair, isFixed } = await fromEntropy(job, wish.kind);
    if (wish.matches(pair.publicKey)) return pair;
    pair.wipe();
    if (isFixed || entropy === '-') break;
  }
  return 'exhausted';
}

async function fromEntropy(job: Job, kind: KeyKind): Promise<{ pair: KeyPair; isFixed: boolean }> {
  // Go's `Error creating %c` shows the prefix byte as a character.
  const complaint = `Error creating ${String.fromCodePoint(PUBLIC_PREFIX[kind])}`;
  let start;
  try {
    start = await job.files.readStart(job.flags.e!, KEY_BYTES);
  } catch (error) {
    if (!(error instanceof NatsxError) || !error.message.startsWith('read ')) throw error;
    throw new NatsxError('ERR_NK_CREATE', `${complaint}: ${error.message}`, { cause: error });
  }
  const { bytes, isFixed } = start;
  if (bytes.length < KEY_BYTES) {
    const reason = bytes.length === 0 ? 'EOF' : 'unexpected EOF';
    throw new NatsxError('ERR_NK_CREATE', `${complaint}: ${reason}`);
  }
  const pair = fromRawSeed(kind, bytes);
  bytes.fill(0);
  return { pair, isFixed };
}

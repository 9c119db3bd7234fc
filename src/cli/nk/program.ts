/**
 * nk, the tool that makes and uses nkeys, as Go's nk does it: results, errors and the usage text all go to stdout, every
 * failure exits 1. Ours on top: `-` for stdin, several files, -seal, -open, -out, -json.
 *
 * Beside starting Node, nk's time goes into loading modules, so what few calls need is imported where it is called.
 */
import { NatsxError } from '../../base/errors.ts';
import { VERSION } from '../../base/version.ts';
import { GoFlagError, parseGoFlags } from '../go-flags.ts';
import type { Surroundings } from '../surroundings.ts';
import { Files } from './files.ts';
import { nkFlags, USAGE, type NkFlags } from './flags.ts';

/** Ends nk with the usage text, as Go's usage() does. */
class UsageError extends NatsxError {
  constructor() {
    super('ERR_NK_USAGE', USAGE.trimEnd());
  }
}

/** What an action of nk works with. */
export interface Job {
  readonly flags: NkFlags;
  /** What follows the flags: further files. */
  readonly more: readonly string[];
  readonly files: Files;
  readonly io: Surroundings;
}

/** Runs one command line, without the program's name, and gives the exit code. */
export async function nk(argv: readonly string[], io: Surroundings): Promise<number> {
  let json = false;
  try {
    const { flags, args } = parseGoFlags(nkFlags, argv);
    json = flags.json;
    return await act({ flags, more: args, files: new Files(io), io });
  } catch (error) {
    if (!(error instanceof NatsxError)) throw error;
    return await fail(error, json, io);
  }
}

// In this order: the first flag that is given decides, whatever else is there (nk main.go).
async function act(job: Job): Promise<number> {
  const { flags, io } = job;
  if (flags.v) {
    await io.stdout.write(`nk version ${VERSION}\n`);
    return 0;
  }
  if (flags.gen) return (await import('./generate.ts')).generate(job);
  if (flags.e) {
    throw new NatsxError('ERR_NK_ENTROPY', 'Entropy file only used when creating keys with -gen');
  }
  if (flags.sign) return (await import('./sign.ts')).sign(job);
  if (flags.verify) return (await import('./sign.ts')).verify(job);
  if (flags.seal) return (await import('./seal.ts')).seal(job);
  if (flags.open) return (await import('./seal.ts')).open(job);
  if (flags.inkey && flags.pubout) return (await import('./sign.ts')).showPublicKeys(job);
  throw new UsageError();
}

async function fail(error: NatsxError, json: boolean, io: Surroundings): Promise<number> {
  if (error instanceof GoFlagError) {
    // Go's flag package writes to stderr, then nk's usage function to stdout; it exits 1 before the package can exit 2.
    const advice = io.stderr.isTerminal ? error.suggestions : [];
    if (!error.help) await io.stderr.write(`${[error.message, ...advice].join('\n  ')}\n`);
    return showUsage(io);
  }
  if (error instanceof UsageError) return showUsage(io);
  const { code, message } = error;
  await io.stdout.write(json ? `${JSON.stringify({ error: message, code })}\n` : `${message}\n`);
  return 1;
}

async function showUsage(io: Surroundings): Promise<number> {
  await io.stdout.write(USAGE);
  // Only for people: a script that reads both streams sees what Go's nk writes.
  if (io.stderr.isTerminal) await io.stderr.write('`natsx nk --help` shows more options\n');
  return 1;
}

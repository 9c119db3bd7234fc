/** `nk -gen … -pre …`: the search with its progress line and Ctrl-C. */
import type { KeyPair } from '../../nkeys/keypair.ts';
import type { VanityPrefix } from '../../nkeys/vanity-prefix.ts';
import { VanitySearch } from '../../nkeys/vanity.ts';
import type { Output } from '../surroundings.ts';
import type { Job } from './program.ts';

/** The key pair, or why there is none. */
export async function searchVanity(
  { io, flags }: Job,
  wish: VanityPrefix,
): Promise<KeyPair | 'exhausted' | 'interrupted'> {
  const search = new VanitySearch(wish, { maxAttempts: flags.maxpre });
  const hideProgress = showProgress(search, wish, flags.maxpre, io.stderr);
  try {
    return await Promise.race([
      search.result.then((pair) => pair ?? 'exhausted'),
      io.interrupted().then(() => 'interrupted' as const),
    ]);
  } finally {
    await search.stop();
    await hideProgress();
  }
}

const TERMINAL_PERIOD_MS = 200;
const FILE_PERIOD_MS = 1000;

// A person sees it at once and moving; a log file gets none of it unless the search takes its time.
function showProgress(
  search: VanitySearch,
  wish: VanityPrefix,
  maxAttempts: number,
  stderr: Output,
): () => Promise<void> {
  const startMs = performance.now();
  let width = 0;
  let last: Promise<void> | undefined;
  const show = (): void => {
    const seconds = (performance.now() - startMs) / 1000;
    const line = progressLine(search.attempts, seconds, wish, maxAttempts);
    last = stderr.write(`\r${line.padEnd(width)}`);
    width = line.length;
  };
  const timer = setInterval(show, stderr.isTerminal ? TERMINAL_PERIOD_MS : FILE_PERIOD_MS);
  return async () => {
    clearInterval(timer);
    await last;
    if (width > 0) await stderr.write(`\r${' '.repeat(width)}\r`);
  };
}

/** `1,234,567 attempts, 98,765/s; expected 4,194,304 (about 42 s a key), at most 10,000,000` */
export function progressLine(
  attempts: number,
  seconds: number,
  wish: VanityPrefix,
  maxAttempts: number,
): string {
  const rate = Math.round(attempts / seconds);
  const { expectedAttempts } = wish;
  const time = rate > 0 ? ` (about ${duration(expectedAttempts / rate)} a key)` : '';
  return `${grouped(attempts)} attempts, ${grouped(rate)}/s; expected ${grouped(expectedAttempts)}${time}, at most ${grouped(maxAttempts)}`;
}

function grouped(number: number): string {
  return number.toLocaleString('en-US');
}

const UNITS: readonly (readonly [name: string, seconds: number])[] = [
  ['years', 365 * 86400],
  ['days', 86400],
  ['h', 3600],
  ['min', 60],
];

function duration(seconds: number): string {
  const unit = UNITS.find(([, length]) => seconds >= 2 * length);
  if (unit === undefined) return `${grouped(Math.ceil(seconds))} s`;
  return `${grouped(Math.round(seconds / unit[1]))} ${unit[0]}`;
}

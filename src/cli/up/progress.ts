import type { Surroundings } from '../surroundings.ts';

/** How long somebody waits without being told for what, ms. */
const QUICK_MS = 1_000;

/** Tells people something: on stderr, which a reader of our output does not get. */
export function saying({ stderr }: Pick<Surroundings, 'stderr'>): (text: string) => Promise<void> {
  return (text) => stderr.write(`${text}\n`);
}

/** Says what is being done if it takes more than a second. */
export async function unlessQuick<T>(
  io: Pick<Surroundings, 'stderr'>,
  text: string,
  work: Promise<T>,
): Promise<T> {
  const timer = setTimeout(() => void saying(io)(`${text} …`), QUICK_MS);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}

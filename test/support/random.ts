// Random numbers that a seed repeats: mulberry32. A test prints its seed in the name of the test or the failure.

export type Random = (below: number) => number;

/** A source of whole numbers from 0 up to, not including, `below`. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** A seed: `SEED` from the environment to repeat a failure, else a new one. */
export function newSeed(): number {
  const given = process.env['SEED'];
  return given === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(given);
}

export function pick<T>(random: Random, from: readonly T[]): T {
  return from[random(from.length)]!;
}

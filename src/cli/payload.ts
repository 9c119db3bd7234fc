import type { Surroundings } from './surroundings.ts';

/** The payload a command line names: the argument's own bytes, or standard input for `-`. */
export async function readPayload(argument: string, io: Surroundings): Promise<Uint8Array> {
  return argument === '-' ? io.readInput() : Buffer.from(argument);
}

/** How notices show it: `'text'`. */
export function quotePayload(before: string, payload: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`${before}'`), payload, Buffer.from("'\n")]);
}

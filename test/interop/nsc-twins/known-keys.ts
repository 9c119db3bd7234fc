// Keys that are the same in every run, made from their names, so that outputs can be compared and tables sort alike.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromRawSeed } from '../../../src/nkeys/create.ts';
import type { KeyKind } from '../../../src/nkeys/prefix.ts';

const NAMES: Readonly<Record<Exclude<KeyKind, 'server' | 'cluster'>, readonly string[]>> = {
  operator: ['OP', 'OPSK', 'OTHER'],
  account: ['ACME', 'ACMESK', 'BETA', 'BETASK', 'READER', 'SYS', 'SYSSK', 'STRAY', 'NEW'],
  user: ['alice', 'bob', 'carl', 'dora', 'sys', 'nobody'],
  x25519: ['CURVE'],
};

interface KnownKey {
  readonly name: string;
  readonly publicKey: string;
  readonly seed: string;
}

export const KNOWN_KEYS: readonly KnownKey[] = Object.entries(NAMES).flatMap(([kind, names]) =>
  names.map((name) => {
    const raw = createHash('sha256').update(`${kind} ${name}`).digest();
    const pair = fromRawSeed(kind as KeyKind, raw);
    return { name, publicKey: pair.publicKey, seed: pair.seed() };
  }),
);

/** Writes each seed to `<name>.nk`, each public key to `<name>.pub`. */
export function writeKnownKeys(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const { name, publicKey, seed } of KNOWN_KEYS) {
    writeFileSync(join(folder, `${name}.nk`), seed, { mode: 0o600 });
    writeFileSync(join(folder, `${name}.pub`), publicKey);
  }
}

/** `@ACME` in a command line is a public key, `@ACME.seed` a seed. */
export function withKeys(text: string): string {
  return text.replace(/@(\w+)(\.seed)?/g, (whole, name: string, seed?: string) => {
    const key = KNOWN_KEYS.find((each) => each.name === name);
    return key === undefined ? whole : seed === undefined ? key.publicKey : key.seed;
  });
}

const PUBLIC = /\b[OAUX][A-D][A-Z2-7]{54}\b/g;
const SEED = /\bS[OAUX][A-Z2-7]{56}\b/g;

/** Public keys and seeds become their names; those that nobody knows are counted, by kind. */
export class KeyNames {
  readonly #names = new Map(KNOWN_KEYS.map(({ name, publicKey }) => [publicKey, `@${name}`]));
  readonly #seeds = new Map(KNOWN_KEYS.map(({ name, seed }) => [seed, `@${name}.seed`]));
  readonly #counts = new Map<string, number>();

  shorten(text: string): string {
    return text
      .replace(SEED, (seed) => this.#seeds.get(seed) ?? '<seed>')
      .replace(PUBLIC, (key) => this.#nameOf(key));
  }

  #nameOf(key: string): string {
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const kind = key.charAt(0);
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    const name = `<${kind}${count}>`;
    this.#names.set(key, name);
    return name;
  }
}

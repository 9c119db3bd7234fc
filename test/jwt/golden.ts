/**
 * Tokens that Go's library made (github.com/nats-io/jwt/v2 2.8.2; those of version 1 by its v1compat), each with what its
 * Validate says. `v2` is what it makes of a token of version 1.
 */
import { readFileSync } from 'node:fs';
import { fromSeed } from '../../src/nkeys/create.ts';
import type { KeyPair } from '../../src/nkeys/keypair.ts';
import type { ValidationIssue } from '../../src/jwt/validation.ts';

export interface GoldenToken {
  readonly name: string;
  /** Whose key signed: a name in `keys`. */
  readonly signer: KeyName;
  readonly token: string;
  readonly issues: readonly ValidationIssue[];
  readonly v2?: string;
}

export type KeyName =
  | 'operator'
  | 'operator-signing'
  | 'account'
  | 'account-signing'
  | 'account-scoped'
  | 'other-account'
  | 'user'
  | 'other-user'
  | 'server'
  | 'cluster';

interface Golden {
  readonly seeds: Readonly<Record<KeyName, string>>;
  readonly tokens: readonly GoldenToken[];
  readonly v1: readonly GoldenToken[];
}

const golden = JSON.parse(readFileSync(new URL('golden.json', import.meta.url), 'utf8')) as Golden;

export const GOLDEN_TOKENS = golden.tokens;
export const GOLDEN_V1_TOKENS = golden.v1;

export function goldenKey(name: KeyName): KeyPair {
  return fromSeed(golden.seeds[name]);
}

/** The public key of that name. */
export function publicKey(name: KeyName): string {
  return goldenKey(name).publicKey;
}

/** The golden token of that name. */
export function goldenToken(name: string): string {
  return GOLDEN_TOKENS.find((each) => each.name === name)!.token;
}

/** The parts of a token's claims as JSON.parse gives them. */
export function payloadOf(token: string): Record<string, unknown> {
  const json = Buffer.from(token.split('.')[1]!, 'base64url').toString();
  return JSON.parse(json) as Record<string, unknown>;
}

/** Issues in one order: Go walks through maps in any. */
export function sortIssues(issues: readonly ValidationIssue[]): string[] {
  return issues.map(({ level, description }) => `${level}: ${description}`).sort();
}

/** Keys as people name them on a command line: a public key, a seed, or a file that holds either. */
import { existsSync } from 'node:fs';
import { fromPublicKey, fromSeed } from '../nkeys/create.ts';
import type { KeyPair } from '../nkeys/keypair.ts';
import type { KeyKind } from '../nkeys/prefix.ts';
import { isValidPublicKey, isValidSeed } from '../nkeys/strkey.ts';
import { NscError } from './errors.ts';
import type { Workspace } from './store/workspace.ts';

/** The pair of a seed, or the public key alone; undefined if the text is neither. */
export function parseKey(text: string): KeyPair | undefined {
  const key = text.trim();
  if (isValidSeed(key)) return fromSeed(key);
  return isValidPublicKey(key) ? fromPublicKey(key) : undefined;
}

/** The key that `text` is, or that is in the file of that name; undefined if there is neither. */
export function resolveKey(text: string, workspace: Workspace): KeyPair | undefined {
  const key = parseKey(text);
  if (key !== undefined) return key;
  const path = workspace.expand(text);
  if (!existsSync(path)) return undefined;
  const contents = workspace.files.read(path) ?? '';
  // A file made by `nk -gen user -pubout` has the seed first.
  return parseKey(contents) ?? parseKey(contents.trim().split(/\s+/)[0] ?? '');
}

/** The same of a certain kind. */
export function requireKey(name: string, kind: KeyKind, workspace: Workspace): KeyPair {
  const key = resolveKey(name, workspace);
  if (key === undefined) {
    throw new NscError('ERR_NSC_INPUT', 'a key is required', {
      suggestions: [`"${shownKey(name)}" is neither a key nor a file with one`],
    });
  }
  if (key.kind === kind) return key;
  const text = kind === 'user' ? 'invalid user key' : `specified key is not a valid ${kind} nkey`;
  throw new NscError('ERR_NSC_INPUT', text, {
    suggestions: [`it is of the kind ${key.kind}`],
  });
}

/** Whether the pair can sign: its seed is known. */
export function canSign(pair: KeyPair): boolean {
  try {
    pair.seed();
    return true;
  } catch {
    return false; // A public key alone says so by throwing.
  }
}

/** What may be shown of what was typed: it might have been a seed with a letter missing. */
export function shownKey(text: string): string {
  return /^S[OAUX][A-Z2-7]{20,}/.test(text.trim()) ? `${text.trim().slice(0, 2)}…` : text;
}

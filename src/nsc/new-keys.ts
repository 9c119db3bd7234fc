/** Keys that a flag adds: `generate` makes one, all else names one. */
import { createPair } from '../nkeys/create.ts';
import type { KeyKind } from '../nkeys/prefix.ts';
import { NscError } from './errors.ts';
import { canSign, resolveKey, shownKey } from './key-text.ts';
import type { Workspace } from './store/workspace.ts';

/** The public key; seeds are kept in the keystore. */
export function addedKey(workspace: Workspace, text: string, kind: KeyKind): string {
  if (text === '') throw new NscError('ERR_NSC_INPUT', 'signing key cannot be empty');
  if (text === 'generate') {
    const pair = createPair(kind);
    workspace.keystore.add(pair);
    return pair.publicKey;
  }
  const label = kind === 'x25519' ? 'curve' : 'signing';
  const pair = resolveKey(text, workspace);
  if (pair === undefined) throw new NscError('ERR_NSC_INPUT', `a ${label} key is required`);
  if (pair.kind !== kind) {
    throw new NscError('ERR_NSC_INPUT', `invalid ${kind} ${label} key "${shownKey(text)}"`);
  }
  if (canSign(pair)) workspace.keystore.add(pair);
  return pair.publicKey;
}

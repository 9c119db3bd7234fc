import { createPair } from '../nkeys/create.ts';
import type { KeyKind } from '../nkeys/prefix.ts';
import { NscError } from './errors.ts';
import type { Result } from './result.ts';
import type { Workspace } from './store/workspace.ts';

export interface GenerateNkeyInput {
  readonly operator?: boolean | undefined;
  readonly account?: boolean | undefined;
  readonly user?: boolean | undefined;
  readonly curve?: boolean | undefined;
  /** Keeps them in the keystore, and does not show the seeds. */
  readonly store?: boolean | undefined;
}

const KINDS: readonly (readonly [keyof GenerateNkeyInput, KeyKind])[] = [
  ['operator', 'operator'],
  ['account', 'account'],
  ['user', 'user'],
  ['curve', 'x25519'],
];

export function generateNkeys(workspace: Workspace, input: GenerateNkeyInput): Result {
  const wanted = KINDS.filter(([name]) => input[name] === true);
  if (wanted.length === 0) {
    throw new NscError('ERR_NSC_INPUT', 'set --operator, --account, --user, or --curve');
  }
  const made = wanted.map(([name, kind]) => {
    const pair = createPair(kind);
    const key = { kind: name, key: pair.publicKey };
    return input.store === true
      ? { ...key, path: workspace.keystore.add(pair) }
      : { ...key, seed: pair.seed() };
  });
  const texts = made.map((each) =>
    'path' in each
      ? `${each.key}\n${each.kind} key stored ${each.path}\n\n`
      : `${each.seed}\n${each.key}\n\n`,
  );
  return { data: made, text: texts.join('') };
}

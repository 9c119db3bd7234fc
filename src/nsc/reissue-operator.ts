/** Gives an operator another identity key, and signs anew what the old one signed. */
import { encode } from '../jwt/codec.ts';
import { createOperator } from '../nkeys/create.ts';
import { Report } from './report.ts';
import type { Result } from './result.ts';
import { operatorSigner } from './signer.ts';
import type { Workspace } from './store/workspace.ts';

export interface ReissueOperatorInput {
  readonly name?: string | undefined;
  /** Keeps the old identity as a signing key, so that no account is touched. */
  readonly convertToSigningKey?: boolean | undefined;
  readonly privateKey?: string | undefined;
}

export function reissueOperator(workspace: Workspace, input: ReissueOperatorInput): Result {
  const store = workspace.store(input.name === '' ? undefined : input.name);
  const before = store.operator();
  // Who has not the old key must not replace it.
  operatorSigner(workspace, store, { named: input.privateKey });
  const { now, keystore } = workspace;
  const pair = createOperator();
  keystore.add(pair);
  const { nats } = before;
  const keeps = input.convertToSigningKey === true;
  const keys = keeps ? [...nats.signing_keys, before.sub] : nats.signing_keys;
  const claims = { ...before, sub: pair.publicKey, nats: { ...nats, signing_keys: keys } };
  store.setOperator(encode(claims, pair, { now }));
  const report = new Report().ok(
    `operator "${before.name}" successfully changed identity to: ${pair.publicKey}`,
  );
  if (keeps) report.ok(`old operator key "${before.sub}" turned into signing key`);
  for (const name of keeps ? [] : store.accountNames()) {
    const account = store.account(name);
    if (account.iss === before.sub) {
      store.setAccount(name, encode(account, pair, { now }));
      report.ok(`account "${name}" re-signed`);
    } else {
      report.ok(`account "${name}" already signed properly`);
    }
  }
  return {
    report,
    sums: true,
    notes: [
      'servers know the operator by their configuration: give them the new one, then nsc push --all',
    ],
  };
}

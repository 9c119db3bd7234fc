/** Where an account's messages go instead: adding and deleting mappings. */
import type { AccountClaims } from '../jwt/account-claims.ts';
import type { WeightedMapping } from '../jwt/mappings.ts';
import { changeAccount, type AccountChoice } from './change-account.ts';
import { NscError } from './errors.ts';
import type { Result } from './result.ts';
import type { Workspace } from './store/workspace.ts';

export interface MappingInput extends AccountChoice {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly cluster?: string | undefined;
}

export async function addMapping(
  workspace: Workspace,
  input: MappingInput & { readonly weight: number },
): Promise<Result> {
  const { from = '', to = '', cluster = '', weight } = input;
  if (from === '') throw new NscError('ERR_NSC_INPUT', 'from subject is required');
  if (to === '') throw new NscError('ERR_NSC_INPUT', 'to subject is required');
  if (weight < 0) {
    throw new NscError('ERR_NSC_INPUT', `weight ${weight} must be between 1 and 100`);
  }
  const report = await changeAccount(workspace, input, (account) => {
    const others = targetsOf(account, from).filter((each) => !isThat(each, to, cluster));
    // 0 in a JWT means 100, and Go's nsc writes it so.
    return withTargets(account, from, [
      ...others,
      { subject: to, weight: weight === 100 ? 0 : weight, cluster },
    ]);
  });
  return {
    report: report.ok(`added mapping ${from} -> ${to}, weight ${weight === 0 ? 100 : weight}%`),
  };
}

export async function deleteMapping(workspace: Workspace, input: MappingInput): Promise<Result> {
  const { from = '', to = '', cluster = '' } = input;
  if (from === '') throw new NscError('ERR_NSC_INPUT', 'from subject is required');
  const report = await changeAccount(workspace, input, (account) => {
    const targets = targetsOf(account, from);
    const kept = targets.filter(
      (each) => (to !== '' && each.subject !== to) || (cluster !== '' && each.cluster !== cluster),
    );
    if (kept.length === targets.length) {
      const what = to === '' ? from : `${from} -> ${to}`;
      throw new NscError('ERR_NSC_NOT_FOUND', `no mapping ${what} found`);
    }
    return withTargets(account, from, kept);
  });
  const place = cluster === '' ? '' : ` in cluster ${cluster}`;
  return {
    report: report.ok(
      to === ''
        ? `deleted all mapping${place} for ${from}`
        : `deleted mapping ${from} -> ${to}${place}`,
    ),
  };
}

function targetsOf({ nats }: AccountClaims, from: string): readonly WeightedMapping[] {
  return nats.mappings.get(from) ?? [];
}

function withTargets(
  account: AccountClaims,
  from: string,
  targets: readonly WeightedMapping[],
): AccountClaims {
  const mappings = new Map(account.nats.mappings);
  if (targets.length === 0) mappings.delete(from);
  else mappings.set(from, targets);
  return { ...account, nats: { ...account.nats, mappings } };
}

function isThat({ subject, cluster }: WeightedMapping, to: string, inCluster: string): boolean {
  return subject === to && cluster === inCluster;
}

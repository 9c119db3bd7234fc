/** A server's configuration that trusts the operator. */
import { isValidPublicKey } from '../nkeys/strkey.ts';
import type { Description } from './describe.ts';
import { NscError } from './errors.ts';
import { Report } from './report.ts';
import { subjectOf, type OperatorStore } from './store/operator-store.ts';
import type { Workspace } from './store/workspace.ts';
import { natsResolverConfig } from './generate-config/nats-resolver.ts';
import { memoryResolverConfig } from './generate-config/memory-resolver.ts';

export interface GenerateConfigInput {
  readonly memResolver?: boolean | undefined;
  readonly natsResolver?: boolean | undefined;
  readonly natsResolverCache?: boolean | undefined;
  /** By name or public key; the operator's unless given. */
  readonly sysAccount?: string | undefined;
  readonly configFile: string;
  readonly force?: boolean | undefined;
}

export function generateConfig(workspace: Workspace, input: GenerateConfigInput): Description {
  const kinds = [input.memResolver, input.natsResolver, input.natsResolverCache];
  const chosen = kinds.filter((kind) => kind === true).length;
  if (chosen === 0) throw new NscError('ERR_NSC_INPUT', 'specify a config type option');
  if (chosen > 1) throw new NscError('ERR_NSC_INPUT', 'can only generate one config at a time');
  const store = workspace.store();
  if (store.accountNames().length === 0) {
    throw new NscError('ERR_NSC_NOT_FOUND', `operator "${store.name}" has no accounts`);
  }
  const path = input.configFile === '--' ? undefined : workspace.expand(input.configFile);
  if (path !== undefined && workspace.files.has(path) && input.force !== true) {
    throw new NscError('ERR_NSC_EXISTS', `\`${path}\` already exists`, {
      suggestions: ['--force overwrites it'],
    });
  }
  const text = configText(store, input);
  if (path === undefined) return { text };
  const report = new Report().ok(`wrote server configuration to ${workspace.show(path)}`);
  return { text, outputFile: path, report };
}

function configText(store: OperatorStore, input: GenerateConfigInput): string {
  const system = systemAccountOf(store, input.sysAccount);
  if (input.memResolver === true) return memoryResolverConfig(store, system);
  return natsResolverConfig(store, system, input.natsResolverCache === true ? 'cache' : 'full');
}

/** The system account's key; empty if there is none. */
function systemAccountOf(store: OperatorStore, given: string | undefined): string {
  if (given === undefined || given === '') return store.operator().nats.system_account;
  if (isValidPublicKey(given, 'account')) return given;
  return subjectOf(store.accountToken(given));
}

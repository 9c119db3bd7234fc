/** A server's configuration that trusts the operator. */
import { join } from 'node:path';
import { isValidPublicKey } from '../nkeys/strkey.ts';
import type { Description } from './describe.ts';
import { NscError } from './errors.ts';
import { Report } from './report.ts';
import { subjectOf, type OperatorStore } from './store/operator-store.ts';
import type { Workspace } from './store/workspace.ts';
import { natsResolverConfig } from './generate-config/nats-resolver.ts';
import { memoryResolverConfig, memoryResolverFiles } from './generate-config/memory-resolver.ts';

export interface GenerateConfigInput {
  readonly memResolver?: boolean | undefined;
  readonly natsResolver?: boolean | undefined;
  readonly natsResolverCache?: boolean | undefined;
  /** By name or public key; the operator's unless given. */
  readonly sysAccount?: string | undefined;
  readonly configFile: string;
  /** A folder for the configuration and, beside it, each token in a file of its own. */
  readonly dir?: string | undefined;
  readonly force?: boolean | undefined;
}

export function generateConfig(workspace: Workspace, input: GenerateConfigInput): Description {
  const kinds = [input.memResolver, input.natsResolver, input.natsResolverCache];
  const chosen = kinds.filter((kind) => kind === true).length;
  if (chosen === 0) throw new NscError('ERR_NSC_INPUT', 'specify a config type option');
  if (input.dir !== undefined) refuseFolder(input);
  if (chosen > 1) throw new NscError('ERR_NSC_INPUT', 'can only generate one config at a time');
  const store = workspace.store();
  if (store.accountNames().length === 0) {
    throw new NscError('ERR_NSC_NOT_FOUND', `operator "${store.name}" has no accounts`);
  }
  if (input.dir !== undefined) return writeFolder(workspace, store, input, input.dir);
  const path = input.configFile === '--' ? undefined : workspace.expand(input.configFile);
  if (path !== undefined && workspace.files.has(path) && input.force !== true) {
    throw new NscError('ERR_NSC_EXISTS', `\`${path}\` already exists`, {
      suggestions: ['--force overwrites it'],
    });
  }
  const text = configText(store, input);
  if (path === undefined) return { text };
  const report = new Report().ok(`wrote server configuration to ${workspace.show(path)}`);
  return { text, outputFile: path, report, notes: [`Success!! - generated \`${path}\``] };
}

function refuseFolder({ natsResolver, natsResolverCache, configFile }: GenerateConfigInput): void {
  if (natsResolver === true || natsResolverCache === true) {
    const text = '--dir is not valid with nats-resolver configuration';
    throw new NscError('ERR_NSC_INPUT', text);
  }
  if (configFile === '--') return;
  throw new NscError('ERR_NSC_INPUT', '--dir is exclusive of --config-file');
}

function writeFolder(
  workspace: Workspace,
  store: OperatorStore,
  input: GenerateConfigInput,
  dir: string,
): Description {
  const folder = workspace.expand(dir);
  const { files } = workspace;
  const isThere = files.filesIn(folder).length + files.foldersIn(folder).length > 0;
  if (isThere && input.force !== true) {
    throw new NscError('ERR_NSC_EXISTS', `\`${dir}\` already exists`, {
      suggestions: ['--force overwrites what is in it'],
    });
  }
  const system = systemAccountOf(store, input.sysAccount);
  const written = memoryResolverFiles(store, system);
  for (const { name, text } of written) files.write(join(folder, name), text);
  return { notes: [`Success!! - generated \`${join(folder, 'resolver.conf')}\``] };
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
  if (store.hasAccount(given)) return subjectOf(store.accountToken(given));
  const complaint = `account ${given} does not exist in the current operator`;
  throw new NscError('ERR_NSC_NOT_FOUND', `error reading account "${given}": ${complaint}`);
}

/** Which stores, operator and account commands are about, and what decides it. */
import { NscError } from './errors.ts';
import { yesNo } from './describe/common-rows.ts';
import type { Result } from './result.ts';
import type { Workspace } from './store/workspace.ts';
import type { Row, Table } from './table.ts';

export interface EnvironmentInput {
  readonly store?: string | undefined;
  readonly operator?: string | undefined;
  readonly account?: string | undefined;
}

export type Variables = Readonly<Record<string, string | undefined>>;

/** Chooses what is named. */
export function chooseEnvironment(workspace: Workspace, input: EnvironmentInput): void {
  const { store, operator, account } = input;
  if (workspace.currentDirectoryOnly) {
    const text = '$NSC_CWD_ONLY is set - change your cwd to change context';
    throw new NscError('ERR_NSC_CONTEXT', text);
  }
  if (store !== undefined && store !== '') workspace.choose({ storeRoot: workspace.expand(store) });
  if (operator !== undefined && operator !== '') workspace.choose({ operator });
  if (account !== undefined && account !== '') workspace.choose({ account });
}

export function describeEnvironment(workspace: Workspace, env: Variables): Result {
  const { directories } = workspace;
  const shown = (path: string) => workspace.show(path).slice(1, -1);
  const variable = (name: string, value: string, note = ''): Row => [
    `$${name}${note}`,
    yesNo(env[name] !== undefined),
    value,
  ];
  const ca = env['NATS_CA']?.trim() ?? '';
  const rows: Row[] = [
    variable('XDG_CONFIG_HOME', env['XDG_CONFIG_HOME'] ?? ''),
    variable('XDG_DATA_HOME', env['XDG_DATA_HOME'] ?? ''),
    variable('NSC_CWD_ONLY', 'If set, default operator/account from cwd only'),
    variable('NSC_NO_GIT_IGNORE', 'If set, no .gitignore files written'),
    variable('NKEYS_PATH', shown(directories.keystore), ' (deprecated)'),
    variable('NSC_HOME', shown(directories.config), ' (deprecated)'),
    variable(
      'NATS_CA',
      'If set, root CAs in the referenced file will be used for nats connections',
    ),
    ['', '', 'If not set, will default to the system trust store'],
    variable(
      'NATS_KEY',
      'If set, the tls key in the referenced file will be used for nats connections',
    ),
    variable(
      'NATS_CERT',
      'If set, the tls cert in the referenced file will be used for nats connections',
    ),
    'line',
    ['From CWD', '', yesNo(workspace.fromDirectory !== undefined)],
    ['Default Stores Dir', '', shown(directories.stores)],
    ['Current Store Dir', '', shown(workspace.storeRoot)],
    ['Current Operator', '', workspace.operatorName],
    ['Current Account', '', workspace.accountName],
    ['Root CAs to trust', '', ca === '' ? 'Default: System Trust Store' : `File: ${ca}`],
  ];
  const table: Table = {
    title: 'NSC Environment',
    columns: ['Setting', 'Set', 'Effective Value'],
    rows,
  };
  const data = {
    config_dir: directories.config,
    keystore_dir: directories.keystore,
    default_store_dir: directories.stores,
    state_dir: directories.state,
    store_dir: workspace.storeRoot,
    operator: workspace.operatorName,
    account: workspace.accountName,
    from_cwd: workspace.fromDirectory !== undefined,
    root_ca: ca,
  };
  return { tables: [table], data };
}

/** What was changed in the stores, and taking it back. */
import { join, relative, sep } from 'node:path';
import { NscError } from './errors.ts';
import { Report } from './report.ts';
import type { Result } from './result.ts';
import { takeBack, type HistoryEntry, type RecordedFile } from './store/history.ts';
import { OperatorStore } from './store/operator-store.ts';
import type { Workspace } from './store/workspace.ts';
import type { Table } from './table.ts';

export function showHistory(workspace: Workspace, { limit }: { readonly limit: number }): Result {
  const all = workspace.history().entries();
  const undone = new Set(all.map(({ undoes }) => undoes));
  const entries = all.slice(0, limit);
  const table: Table = {
    title: 'History',
    columns: ['#', 'Time', 'Command', 'Files', ''],
    rows: entries.map((entry) => [
      String(entry.number),
      entry.time.replace('T', ' ').replace(/\.\d+Z$/, ' UTC'),
      entry.command,
      summaryOf(entry.files),
      undone.has(entry.number)
        ? 'undone'
        : entry.undoes === undefined
          ? ''
          : `undoes ${entry.undoes}`,
    ]),
  };
  const data = entries.map(({ files, ...entry }) => ({
    ...entry,
    undone: undone.has(entry.number),
    files: files.map(({ path, wasThere, isThere }) => ({
      path,
      change: kindOf(wasThere, isThere),
    })),
  }));
  return { tables: entries.length === 0 ? [] : [table], data };
}

/** Takes a change back, or the last that was not yet. */
export function undo(
  workspace: Workspace,
  { number }: { readonly number?: number | undefined },
): Result {
  const entry = workspace.history().find(number);
  refuseUndone(workspace, entry);
  takeBack(entry, workspace.files);
  workspace.undoes = entry.number;
  const report = new Report();
  for (const { path, isSecret, wasThere, isThere } of entry.files) {
    if (isSecret) continue;
    const what = !wasThere ? 'removed' : isThere ? 'restored' : 'brought back';
    report.ok(`${what} ${workspace.show(path)}`);
    restoreCreds(workspace, path);
  }
  const lost = entry.files.filter((file) => file.isSecret && file.wasThere && !file.isThere);
  for (const { path } of lost) {
    if (!workspace.files.has(path))
      report.warning(`${workspace.show(path)} is gone: seeds are not in the history`);
  }
  report.ok(`took back change ${entry.number}: ${entry.command}`);
  return { report, notes: ['what was pushed to servers is there until it is pushed anew'] };
}

function refuseUndone(workspace: Workspace, { number, undoes }: HistoryEntry): void {
  if (undoes !== undefined) return;
  const by = workspace
    .history()
    .entries()
    .find((entry) => entry.undoes === number);
  if (by === undefined) return;
  throw new NscError('ERR_NSC_REFUSED', `change ${number} was undone by change ${by.number}`);
}

/** A user's creds hold its JWT. */
function restoreCreds(workspace: Workspace, path: string): void {
  const parts = relative(workspace.storeRoot, path).split(sep);
  const [operator = '', accounts, account = '', users, file = ''] = parts;
  if (accounts !== 'accounts' || users !== 'users' || !file.endsWith('.jwt')) return;
  const name = file.slice(0, -'.jwt'.length);
  const { keystore, files } = workspace;
  const token = files.read(path);
  if (token === undefined) {
    if (keystore.hasCreds(operator, account, name)) keystore.removeCreds(operator, account, name);
    return;
  }
  const store = OperatorStore.open(join(workspace.storeRoot, operator), files);
  const pair = store === undefined ? undefined : keystore.find(store.user(account, name).sub);
  if (pair !== undefined) keystore.addCreds(operator, account, name, token, pair);
}

function summaryOf(files: readonly RecordedFile[]): string {
  const tokens = files.filter(({ isSecret }) => !isSecret).length;
  const secrets = files.length - tokens;
  return secrets === 0 ? String(tokens) : `${tokens} and ${secrets} with secrets`;
}

function kindOf(wasThere: boolean, isThere: boolean): string {
  return wasThere ? (isThere ? 'changed' : 'removed') : 'made';
}

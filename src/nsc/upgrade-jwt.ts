/** Makes a version 2 operator of a version 1 operator. Its accounts and users become version 2 with their next edit. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from '../jwt/codec.ts';
import type { KeyPair } from '../nkeys/keypair.ts';
import { writeKeyFile } from '../nkeys/key-file.ts';
import { NscError } from './errors.ts';
import { refuseOldKeystore } from './refuse-old.ts';
import { Report } from './report.ts';
import type { Result } from './result.ts';
import { operatorSigner } from './signer.ts';
import type { OperatorStore } from './store/operator-store.ts';
import type { Workspace } from './store/workspace.ts';
import { zip } from './upgrade-jwt/zip.ts';

export interface UpgradeJwtInput {
  /** Where the store is kept as it was. */
  readonly backup?: string | undefined;
  /** Whether to convert it; undefined if nobody was asked. */
  readonly yes?: boolean | undefined;
}

/** Whether the operator is to be asked about: it is one's own, its key is here, and it is of version 1. */
export function needsUpgrade(workspace: Workspace): boolean {
  const store = workspace.store();
  if (store.operator().nats.version !== 1) return false;
  refuseForeign(store);
  refuseOldKeystore(workspace);
  signerOf(workspace, store);
  return true;
}

export async function upgradeJwt(workspace: Workspace, input: UpgradeJwtInput): Promise<Result> {
  const store = workspace.store();
  const operator = store.operator();
  const all = new Report();
  const report = all.group('Upgrade operator jwt to v2');
  if (!needsUpgrade(workspace)) {
    const { version } = operator.nats;
    const text = `Operator ${operator.name} is already upgraded to version ${version}. No change was applied`;
    report.ok(text);
    return { report: all };
  }
  if (input.yes === undefined) throw new NscError('ERR_NSC_INPUT', UNASKED);
  const notes: string[] = [];
  if (input.backup !== undefined && input.backup !== '') {
    const path = workspace.expand(input.backup);
    await backUp(store, path);
    notes.push(adviceFor(workspace.show(path), store.folder));
  }
  if (!input.yes) {
    report.ok('Declined to convert at this time. Rerun command when ready.');
    return { report: all, notes };
  }
  const token = encode(operator, signerOf(workspace, store), { now: workspace.now });
  store.setOperator(token);
  report.ok(`Converted Operator: ${operator.name}`);
  return { report: all, notes: [...notes, NEXT] };
}

const UNASKED = 'it is asked on a terminal whether to convert, and there is none: --yes says so';

const NEXT =
  'servers and managed stores need the new operator jwt: nsc describe operator --raw shows it, nsc generate config too';

function refuseForeign(store: OperatorStore): void {
  if (!store.isManaged) return;
  const { name } = store.operator();
  const text = 'No change was made! Your store is in managed mode and was set up using:';
  throw new NscError(
    'ERR_NSC_REFUSED',
    `${text}\n"nsc add operator --force --url <file or url>"\nYou need to contact "${name}", obtain a V2 jwt and re issue the above command.`,
  );
}

function signerOf(workspace: Workspace, store: OperatorStore): KeyPair {
  const { name, sub } = store.operator();
  if (workspace.keystore.has(sub)) return operatorSigner(workspace, store, {});
  throw new NscError(
    'ERR_NSC_SIGNER',
    `Identity Key for Operator ${name} not found.\nThis key needs to be present in order to rewrite the Operator to be v2.\nIf you intentionally removed it, you need to restore it for this command to work.`,
  );
}

/** The store as it is, without seeds, which are elsewhere. */
async function backUp({ folder }: OperatorStore, path: string): Promise<void> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const entries = files.map((file) => ({
    name: file.slice(folder.length + 1).replaceAll('\\', '/'),
    bytes: readFileSync(file),
  }));
  try {
    await writeKeyFile(path, zip(entries));
    // It is there already, cannot be written, or would be too large.
  } catch (cause) {
    const text = `Error creating backup zip file \`${path}\`: ${(cause as Error).message}`;
    throw new NscError('ERR_NSC_STORE', text, { cause });
  }
}

function adviceFor(backup: string, folder: string): string {
  return [
    `Backup file ${backup} created. `,
    'This backup does not contain private nkeys!',
    'If you need to restore this state:',
    `  Delete the directory "${folder}"`,
    '  Extract the backup in its place',
    '  Downgrade nsc to a version before 2',
  ].join('\n');
}

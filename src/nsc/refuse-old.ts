/** Stores and keystores that an nsc before version 2 made: they are brought up to date first. */
import { NscError } from './errors.ts';
import type { Workspace } from './store/workspace.ts';

/** Seeds that lie where a much older nsc put them would not be found. */
export function refuseOldKeystore(workspace: Workspace): void {
  const { keystore } = workspace;
  if (!keystore.needsMigration()) return;
  const place = workspace.show(keystore.folder);
  const text = `the keystore ${place} needs migration - type \`nsc keys migrate\` to update`;
  throw new NscError('ERR_NSC_STORE', text);
}

/** An operator of version 1 is upgraded by its owner alone: servers need its new JWT. */
export function refuseOldStore(workspace: Workspace): void {
  const { operatorName } = workspace;
  if (operatorName === '') return;
  const store = workspace.store();
  if (!store.hasOperator() || versionOf(store.operatorToken()) !== 1) return;
  throw new NscError('ERR_NSC_STORE', adviceFor(store.name));
}

/** Unverified: every command asks, and those that read the operator verify it. */
function versionOf(token: string): number | undefined {
  try {
    const body: unknown = JSON.parse(
      Buffer.from(token.split('.')[1] ?? '', 'base64url').toString(),
    );
    const { type, nats } = body as { type?: unknown; nats?: { version?: unknown } };
    // Version 1 has its type beside the body (jwt, loadClaims).
    if (typeof type === 'string' && type !== '') return 1;
    return typeof nats?.version === 'number' ? nats.version : undefined;
  } catch {
    return undefined; // It is no token: whoever reads it says so.
  }
}

// Go's nsc has this text; people search for it.
function adviceFor(store: string): string {
  return [
    'This version of nsc only supports jwtV2. ',
    'If you are using a managed service, check your provider for ',
    'instructions on how to update your project. In most cases ',
    'all you need to do is:',
    '"nsc add operator --force -u <url provided by your service>"',
    '',
    "If your service is well known, such as Synadia's NGS:",
    '"nsc add operator --force -u synadia"',
    '',
    'If you are the operator, and you have your operator key, to ',
    `upgrade the v1 store \`${store}\` - type:`,
    '"nsc upgrade-jwt"',
  ].join('\n');
}

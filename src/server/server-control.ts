/** What the system account may have a server do. */
import { NatsxError } from '../base/errors.ts';
import type { Accounts } from './account/accounts.ts';
import type { ClientConnection } from './client/client-connection.ts';
import type { LeafConnection } from './leafnode/leaf-connection.ts';
import type { ServerControl } from './system/requests.ts';
import type { UserView } from './system/user-info.ts';

/** What that needs of the server. */
export interface Controlled {
  readonly clients: { readonly connections: ReadonlyMap<number, ClientConnection> };
  /** Leafnodes, those that are bound to an account. */
  readonly leafnode: (id: number) => LeafConnection | undefined;
  readonly accounts: Accounts;
  /** Reads the options again; undefined where nobody knows how. */
  readonly reload: (() => Promise<void>) | undefined;
}

export function serverControl({ clients, leafnode, accounts, reload }: Controlled): ServerControl {
  const clientOf = (id: number, missing: string): ClientConnection => {
    const client = clients.connections.get(id);
    if (client === undefined) throw new NatsxError('ERR_NO_CLIENT', missing);
    return client;
  };
  return {
    kick: (id) => (leafnode(id) ?? clientOf(id, 'no such client or leafnode id')).close('Kicked'),
    sendAway: (id) => {
      if (clientOf(id, 'no such client id').sendAway()) return;
      const text =
        'client does not support Lame Duck Mode or is not ready to receive the notification';
      throw new NatsxError('ERR_NO_CLIENT', text);
    },
    reload: reload ?? notReloadable,
    user: (id) => userOf(clients.connections.get(id) ?? leafnode(id)),
    account: (name) => accounts.get(name),
  };
}

function userOf(client: ClientConnection | LeafConnection | undefined): UserView | undefined {
  if (client === undefined) return undefined;
  const { authorizedUser, account, permissions, jwtUser, endsAtMs: expiresAtMs } = client;
  return { authorizedUser, userName: jwtUser?.name ?? '', account, permissions, expiresAtMs };
}

function notReloadable(): Promise<never> {
  const text = 'the program that runs this server does not read its configuration again';
  return Promise.reject(new NatsxError('ERR_RELOAD', text));
}

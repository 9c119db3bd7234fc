/** Where the accounts of operators go. */
import type { Secret } from '../../kubernetes.ts';
import type { NatsAccount, NatsOperator } from '../../resources.ts';
import { keyOf, secretText } from '../kube-object.ts';
import { kindNamed } from '../kinds.ts';
import type { Scene } from '../scene.ts';
import type { KeyPair } from '../../../nkeys/keypair.ts';
import { AccountServer } from './account-server.ts';
import { ACCOUNT_ENTRY, keysSecretOf } from './account-keys.ts';
import { Deployment, type Use } from './deployment.ts';
import { readKey } from './key-secrets.ts';
import { NotReady } from './not-ready.ts';

const SECRET = kindNamed('Secret');

/** One of the places that an operator's accounts go to. */
export interface Destination {
  use(account: string, token: string): Promise<Use>;
  push(account: string, token: string): Promise<void>;
  remove(account: string, signer: KeyPair): Promise<void>;
}

interface Open {
  readonly place: string;
  readonly deployment: Deployment;
}

export class Destinations {
  readonly #scene: Scene;
  readonly #open = new Map<string, Open>();

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  /** None if accounts are only issued. The keys that are needed are wiped when `action` is done. */
  async with<T>(
    operator: NatsOperator,
    action: (all: readonly Destination[]) => Promise<T>,
  ): Promise<T> {
    const { push } = operator.spec;
    if (push === undefined) return action([]);
    const authority = await this.#authority(operator);
    const all: Destination[] = [];
    if (push.accountServer !== undefined) {
      const server = new AccountServer(push.accountServer, authority);
      all.push({
        use: (account, token) => server.use(account, token),
        push: (account, token) => server.push(account, token),
        // It has no way to forget one; nobody can connect to an account without users.
        remove: () => Promise.resolve(),
      });
    }
    const servers = serversOf(operator);
    if (servers === '') return action(all);
    const system = await this.#systemAccount(operator);
    try {
      const deployment = this.#deployment(operator, servers, authority);
      all.push({
        use: (account, token) => deployment.use(account, token, system),
        push: (_, token) => deployment.push(token, system),
        remove: (account, signer) => deployment.remove(account, signer, system),
      });
      return await action(all);
    } finally {
      system.wipe();
    }
  }

  async close(): Promise<void> {
    await Promise.all(Array.from(this.#open.values(), ({ deployment }) => deployment.close()));
    this.#open.clear();
  }

  #deployment(operator: NatsOperator, servers: string, authority: string | undefined): Deployment {
    const key = keyOf(operator);
    const place = `${servers}\n${authority ?? ''}\n${operator.status?.systemAccount ?? ''}`;
    const open = this.#open.get(key);
    if (open?.place === place) return open.deployment;
    void open?.deployment.close();
    const deployment = new Deployment({ servers, authority });
    this.#open.set(key, { place, deployment });
    return deployment;
  }

  async #authority({ spec, metadata }: NatsOperator): Promise<string | undefined> {
    const { caSecret } = spec.push ?? {};
    if (caSecret === undefined) return undefined;
    const { namespace = '' } = metadata;
    const secret = await this.#scene.api.get<Secret>(SECRET, namespace, caSecret.secret);
    const entry = caSecret.key ?? 'ca.crt';
    const text = secret === undefined ? undefined : secretText(secret, entry);
    if (text !== undefined) return text;
    throw new NotReady(
      'NoAuthority',
      `There is no Secret ${namespace}/${caSecret.secret} with an entry ${entry}`,
    );
  }

  async #systemAccount({
    spec,
    metadata: { namespace = '', name },
  }: NatsOperator): Promise<KeyPair> {
    const account: NatsAccount | undefined = this.#scene.watches.accounts.get(
      namespace,
      spec.systemAccount ?? '',
    );
    if (account === undefined) {
      throw new NotReady(
        'NoSystemAccount',
        `NatsOperator ${namespace}/${name} has no system account to ask servers through`,
      );
    }
    const secret = { secret: keysSecretOf(account), key: ACCOUNT_ENTRY };
    return readKey(this.#scene.api, namespace, secret, 'account');
  }
}

function serversOf({ spec: { push }, metadata: { namespace = '' } }: NatsOperator): string {
  const cluster = push?.cluster;
  const own = cluster === undefined ? [] : [`nats://${cluster}.${namespace}.svc:4222`];
  return [...own, ...(push?.servers ?? [])].join(',');
}

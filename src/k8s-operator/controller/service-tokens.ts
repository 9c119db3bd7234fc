/**
 * Tokens of service accounts, with which their pods log in. The API server issues one for the Secret that it is kept in:
 * it says so, and ends with that. Each is renewed long before it expires.
 */
import type { Logger } from '../../base/logger.ts';
import type { Manifest, Secret } from '../kubernetes.ts';
import { tokenSecretName } from '../names.ts';
import type { ServiceUser } from '../settings.ts';
import type { NatsCluster, NatsServiceRole } from '../resources.ts';
import type { KubeApi } from './kube-api.ts';
import { addFinalizer } from './finalizers.ts';
import { isConflict } from './kube-error.ts';
import { kindNamed } from './kinds.ts';
import { keyOf, ownedBy, secretText } from './kube-object.ts';
import { CLUSTER_LABEL, type Watches } from './watches.ts';

const SECRET = kindNamed('Secret');
const SERVICE_ACCOUNT = kindNamed('ServiceAccount');

/** What says of a Secret whose token it holds: in other namespaces an owner reference can't. */
const ROLE_LABEL = 'nats.io/service-role';
const ROLE_NAMESPACE_LABEL = 'nats.io/service-role-namespace';
/** Tokens in other namespaces than the role's have no owner that Kubernetes would know. */
export const TOKENS_FINALIZER = 'nats.io/bound-tokens';
const EXPIRES = 'nats.io/expires-at';
const ACCOUNT_UID = 'nats.io/service-account-uid';

/** What is asked for; clusters grant less where their administrator wants that. */
const LIFETIME_SECONDS = 365 * 24 * 3600;
/** Of a token's life passes before it is renewed: what is left is for pods to get the new one. */
const SPENT = 0.7;

interface TokenRequest {
  readonly status: { readonly token: string; readonly expirationTimestamp: string };
}

/** A service account that a role speaks of. */
interface Holder {
  readonly role: NatsServiceRole;
  readonly account: Manifest;
  /** As what it logs in: the name of the role, and elsewhere than beside the role with its namespace. */
  readonly user: string;
}

/** A token that is there. */
export interface Held {
  readonly role: NatsServiceRole;
  readonly namespace: string;
  readonly secret: string;
  readonly user: ServiceUser;
  readonly expiresAt: Date;
  readonly renewAt: Date;
}

export interface Tokens {
  readonly held: readonly Held[];
  /** Roles without a service account. */
  readonly idle: readonly NatsServiceRole[];
}

export class ServiceTokens {
  readonly #api: KubeApi;
  readonly #watches: Watches;
  readonly #logger: Logger;
  /** What Secrets said when they were last read, so that a change of one does not read all. */
  readonly #read = new Map<
    string,
    { readonly version: string | undefined; readonly secret: Secret }
  >();

  constructor(api: KubeApi, watches: Watches, logger: Logger) {
    this.#api = api;
    this.#watches = watches;
    this.#logger = logger;
  }

  /** Sees to it that every service account of the cluster's roles has its token. */
  async ensure(cluster: NatsCluster, now: Date): Promise<Tokens> {
    const roles = this.rolesOf(cluster);
    const accounts = this.#accountsByName();
    const holders = roles.flatMap((role) => holdersOf(role, accounts));
    const held = await Promise.all(holders.map((holder) => this.#held(holder, cluster, now)));
    const withOne = new Set(held.map(({ role }) => role.metadata.uid));
    return { held, idle: roles.filter(({ metadata }) => !withOne.has(metadata.uid)) };
  }

  /** The roles whose label names the cluster, sorted. */
  rolesOf({ metadata: { namespace = '', name } }: NatsCluster): NatsServiceRole[] {
    return Array.from(this.#watches.serviceRoles.in(namespace))
      .filter(({ metadata }) => metadata.labels?.[CLUSTER_LABEL] === name)
      .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
      .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  }

  /** Removes the Secrets of each role but for those that it is to keep; both are known as `namespace/name`. */
  async removeAllBut(kept: ReadonlyMap<string, ReadonlySet<string>>): Promise<void> {
    for (const secret of this.#watches.secrets.values()) {
      const its = kept.get(roleOf(secret) ?? '');
      if (its === undefined || its.has(keyOf(secret))) continue;
      this.#read.delete(keyOf(secret));
      await this.#api.remove(SECRET, secret);
    }
  }

  #accountsByName(): ReadonlyMap<string, Manifest[]> {
    const byName = new Map<string, Manifest[]>();
    for (const account of this.#watches.serviceAccounts.values()) {
      const { name, deletionTimestamp } = account.metadata;
      if (deletionTimestamp !== undefined) continue;
      const others = byName.get(name);
      if (others === undefined) byName.set(name, [account]);
      else others.push(account);
    }
    return byName;
  }

  async #held(holder: Holder, cluster: NatsCluster, now: Date): Promise<Held> {
    const { role, account } = holder;
    const namespace = account.metadata.namespace ?? '';
    const name = tokenSecretName(role.metadata.name, cluster.metadata.name);
    const secret = await this.#secret(namespace, name);
    const known = secret === undefined ? undefined : heldIn(secret, holder);
    if (known !== undefined && known.renewAt > now) return known;
    const isNew = secret === undefined || roleOf(secret) !== keyOf(role);
    const place = isNew ? await this.#place(holder, cluster, namespace, name) : secret;
    const issued = await this.#issue(place, holder, cluster);
    const renewed = heldIn(issued, holder)!; // Issued just now.
    this.#logger.debug(
      `Token of ${namespace}/${name} is good until ${issued.metadata.annotations?.[EXPIRES] ?? ''}`,
    );
    return renewed;
  }

  async #secret(namespace: string, name: string): Promise<Secret | undefined> {
    const key = `${namespace}/${name}`;
    const seen = this.#watches.secrets.get(namespace, name);
    const read = this.#read.get(key);
    const version = seen?.metadata.resourceVersion;
    if (read !== undefined && version !== undefined && read.version === version) return read.secret;
    const secret = await this.#api.get<Secret>(SECRET, namespace, name);
    if (secret === undefined) this.#read.delete(key);
    else this.#keep(secret);
    return secret;
  }

  #keep(secret: Secret): void {
    this.#read.set(keyOf(secret), { version: secret.metadata.resourceVersion, secret });
  }

  /** The empty Secret: the token is bound to it, so it comes first. */
  async #place(
    { role }: Holder,
    cluster: NatsCluster,
    namespace: string,
    name: string,
  ): Promise<Secret> {
    const isBeside = namespace === role.metadata.namespace;
    if (!isBeside) await addFinalizer(this.#api, role, TOKENS_FINALIZER);
    const labels = {
      app: 'nats',
      [CLUSTER_LABEL]: cluster.metadata.name,
      [ROLE_LABEL]: role.metadata.name,
      [ROLE_NAMESPACE_LABEL]: role.metadata.namespace ?? '',
    };
    return this.#api.apply<Secret>(SECRET, {
      ...{ apiVersion: 'v1', kind: 'Secret', type: 'Opaque' },
      metadata: {
        namespace,
        name,
        labels,
        ...(isBeside ? { ownerReferences: [ownedBy(role)] } : {}),
      },
    });
  }

  async #issue(secret: Secret, { account, user }: Holder, cluster: NatsCluster): Promise<Secret> {
    const { namespace = '', name, uid } = secret.metadata;
    const { status } = await this.#api.post<TokenRequest>(
      SERVICE_ACCOUNT,
      namespace,
      account.metadata.name,
      'token',
      {
        ...{ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest' },
        spec: {
          audiences: [`nats://${cluster.metadata.name}.${namespace}.svc`],
          expirationSeconds: LIFETIME_SECONDS,
          boundObjectRef: { apiVersion: 'v1', kind: 'Secret', name, uid },
        },
      },
    );
    const annotations = {
      [EXPIRES]: status.expirationTimestamp,
      'nats.io/issued-at': new Date().toISOString(),
      [ACCOUNT_UID]: account.metadata.uid ?? '',
    };
    const data = { token: base64(status.token), user: base64(user) };
    const patch = {
      metadata: { annotations, resourceVersion: secret.metadata.resourceVersion },
      data,
    };
    const written = await this.#api.merge<Secret>(SECRET, secret, patch).catch((error: unknown) => {
      if (isConflict(error)) this.#read.delete(keyOf(secret));
      throw error;
    });
    if (written === undefined)
      throw new Error(`Secret ${keyOf(secret)} went while its token was made`);
    this.#keep(written);
    return written;
  }
}

/** The service accounts that have the role's name: first the one beside it. */
function holdersOf(
  role: NatsServiceRole,
  accounts: ReadonlyMap<string, readonly Manifest[]>,
): Holder[] {
  const { name, namespace: home } = role.metadata;
  const all = accounts.get(name) ?? [];
  return all
    .map((account) => ({ account, place: account.metadata.namespace ?? '' }))
    .sort(
      (a, b) => Number(b.place === home) - Number(a.place === home) || (a.place < b.place ? -1 : 1),
    )
    .map(({ account, place }, at) => ({
      role,
      account,
      // Two users of one name, and the server refuses the whole configuration.
      user: at === 0 ? name : `${place}/${name}`,
    }));
}

/** Undefined if it holds no token of this very service account. */
function heldIn(secret: Secret, { role, account, user }: Holder): Held | undefined {
  const token = secretText(secret, 'token');
  const { annotations = {}, namespace = '', name } = secret.metadata;
  const expiresAt = new Date(annotations[EXPIRES] ?? NaN);
  const issuedAt = new Date(annotations['nats.io/issued-at'] ?? NaN);
  const life = expiresAt.getTime() - issuedAt.getTime();
  const isItsOwn = annotations[ACCOUNT_UID] === account.metadata.uid;
  if (token === undefined || Number.isNaN(life) || !isItsOwn) return undefined;
  if (secretText(secret, 'user') !== user) return undefined;
  const { publish, subscribe } = role.spec.permissions ?? {};
  const permissions = {
    ...(publish === undefined ? {} : { publish }),
    ...(subscribe === undefined ? {} : { subscribe }),
  };
  return {
    role,
    namespace,
    secret: name,
    user: { user, token, permissions },
    expiresAt,
    renewAt: new Date(issuedAt.getTime() + life * SPENT),
  };
}

/** The role, as `namespace/name`, whose token a Secret holds; undefined if it holds none. */
export function roleOf({ metadata: { labels } }: Manifest): string | undefined {
  const name = labels?.[ROLE_LABEL];
  return name === undefined ? undefined : `${labels?.[ROLE_NAMESPACE_LABEL] ?? ''}/${name}`;
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

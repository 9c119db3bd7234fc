/** From resources of files to manifests: what a cluster refers to is looked for among them, where an operator would ask. */
import { check, ResourceError } from './check.ts';
import type { Manifest } from './kubernetes.ts';
import { tokenSecretName } from './names.ts';
import { NODE_READER } from './pod.ts';
import { renderCluster } from './render.ts';
import {
  GROUP,
  KINDS,
  type NatsAccount,
  type NatsCluster,
  type NatsOperator,
  type NatsServiceRole,
} from './resources.ts';
import { nodeReaders } from './roles.ts';
import { secretEntries } from './secret-entries.ts';
import type { OperatorTrust, RenderSettings, ServiceUser } from './settings.ts';

export interface Rendered {
  readonly manifests: readonly Manifest[];
  /** What was neither rendered nor needed for it. */
  readonly leftOut: readonly Manifest[];
}

type FileSettings = Pick<RenderSettings, 'server' | 'natsxImage' | 'namespace'>;

/** Throws a ResourceError when one of the resources is not as it must be, even if no cluster needs it. */
export function renderResources(
  resources: readonly Manifest[],
  settings: FileSettings = {},
): Rendered {
  for (const resource of resources) checkResource(resource);
  const files = new ResourceFiles(resources, settings.namespace ?? 'default');
  const clusters = files.all<NatsCluster>('NatsCluster');
  const readers = new Set(clusters.filter(needsNodeReader).map((each) => files.namespaceOf(each)));
  const manifests = clusters.flatMap((cluster) =>
    renderCluster(cluster, { ...settings, ...files.settingsFor(cluster) }),
  );
  return {
    manifests: [...nodeReaders([...readers].sort()), ...manifests],
    leftOut: resources.filter(
      (resource) => !clusters.includes(resource as NatsCluster) && !files.isUsed(resource),
    ),
  };
}

/** Checks a resource of ours by its schema; what it refers to is not looked at. */
function checkResource(resource: Manifest): void {
  const { apiVersion, kind, metadata } = resource;
  if (!apiVersion.startsWith(`${GROUP}/`)) return;
  const name = `${kind} ${metadata.name}`;
  const known = Object.values(KINDS).find((each) => each.kind === kind);
  const refuse = (path: string, text: string): never => {
    throw new ResourceError(name, [{ path, text }]);
  };
  if (known === undefined)
    return refuse('kind', `must be one of ${Object.keys(KINDS).join(', ')}.`);
  if (apiVersion !== `${GROUP}/${known.version}`)
    return refuse('apiVersion', `must be ${GROUP}/${known.version}.`);
  const problems = check(known.spec, resource['spec'] ?? {}, 'spec');
  if (problems.length > 0) throw new ResourceError(name, problems);
}

function needsNodeReader({ spec }: NatsCluster): boolean {
  const { serviceAccountName = NODE_READER } = spec.template?.spec ?? {};
  return spec.pod?.advertiseExternalIP === true && serviceAccountName === NODE_READER;
}

class ResourceFiles {
  readonly #resources: readonly Manifest[];
  readonly #namespace: string;
  readonly #used = new Set<Manifest>();

  constructor(resources: readonly Manifest[], namespace: string) {
    this.#resources = resources;
    this.#namespace = namespace;
  }

  all<T extends Manifest>(kind: string): T[] {
    return this.#resources.filter((each) => each.kind === kind) as T[]; // The kind says so.
  }

  namespaceOf({ metadata: { namespace } }: Manifest): string {
    return namespace ?? this.#namespace;
  }

  isUsed(resource: Manifest): boolean {
    return this.#used.has(resource);
  }

  settingsFor(cluster: NatsCluster): RenderSettings {
    const namespace = this.namespaceOf(cluster);
    const users = this.#serviceUsers(cluster);
    return {
      secret: (name) => this.#secret(name, namespace),
      operator: (name) => this.#trust(name, namespace),
      ...(users === undefined ? {} : { serviceUsers: users }),
    };
  }

  #find(kind: string, name: string, namespace: string): Manifest | undefined {
    const found = this.all<Manifest>(kind).find(
      (each) => each.metadata.name === name && this.namespaceOf(each) === namespace,
    );
    if (found !== undefined) this.#used.add(found);
    return found;
  }

  #secret(name: string, namespace: string): ReadonlyMap<string, string> | undefined {
    const secret = this.#find('Secret', name, namespace);
    return secret && secretEntries(secret);
  }

  /** Undefined unless there is a token for each role. */
  #serviceUsers(cluster: NatsCluster): ServiceUser[] | undefined {
    const { name } = cluster.metadata;
    const roles = this.all<NatsServiceRole>('NatsServiceRole').filter(
      (role) =>
        role.metadata.labels?.['nats_cluster'] === name &&
        this.namespaceOf(role) === this.namespaceOf(cluster),
    );
    const users = roles.map((role) => this.#usersOf(role, name));
    if (users.length === 0 || users.some((each) => each.length === 0)) return undefined;
    return users.flat();
  }

  #usersOf(role: NatsServiceRole, cluster: string): ServiceUser[] {
    this.#used.add(role);
    const { permissions = {} } = role.spec;
    const name = tokenSecretName(role.metadata.name, cluster);
    const secrets = this.all<Manifest>('Secret').filter(({ metadata }) => metadata.name === name);
    return secrets.flatMap((secret) => {
      const entries = secretEntries(secret);
      const token = entries.get('token');
      this.#used.add(secret);
      if (token === undefined) return [];
      // Of service accounts of the same name in several namespaces, the operator says who is who.
      return [{ user: entries.get('user') ?? role.metadata.name, token, permissions }];
    });
  }

  /** What the status of a NatsOperator and its system account say, as `kubectl get -o yaml` shows them. */
  #trust(name: string, namespace: string): OperatorTrust | undefined {
    const operator = this.#find('NatsOperator', name, namespace) as NatsOperator | undefined;
    const { jwtSecret, systemAccount } = operator?.status ?? {};
    if (jwtSecret === undefined || systemAccount === undefined) return undefined;
    const accounts = this.all<NatsAccount>('NatsAccount');
    const account = accounts.find(({ status }) => status?.publicKey === systemAccount);
    const jwt = account?.status?.jwt;
    if (account === undefined || jwt === undefined) return undefined;
    this.#used.add(account);
    return { jwtSecret, systemAccount, preload: { [systemAccount]: jwt } };
  }
}

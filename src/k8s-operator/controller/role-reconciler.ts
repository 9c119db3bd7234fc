/**
 * A NatsServiceRole: its tokens are made together with its cluster's configuration, all roles at once. Here it is told
 * what became of that, and its tokens are removed when it goes, or when there is no cluster to use them.
 */
import type { NatsCluster, NatsServiceRole } from '../resources.ts';
import type { NatsServiceRoleStatus } from '../service-role-schema.ts';
import { stated, toSeconds, type Statement } from './conditions.ts';
import { removeFinalizer } from './finalizers.ts';
import { keyOf } from './kube-object.ts';
import type { Scene } from './scene.ts';
import { TOKENS_FINALIZER, type Held, type ServiceTokens, type Tokens } from './service-tokens.ts';
import { writeStatus } from './status.ts';
import { CLUSTER_LABEL } from './watches.ts';
import type { Again } from './work-queue.ts';

export class RoleReconciler {
  readonly #scene: Scene;
  readonly #tokens: ServiceTokens;

  constructor(scene: Scene, tokens: ServiceTokens) {
    this.#scene = scene;
    this.#tokens = tokens;
  }

  async reconcile(namespace: string, name: string): Promise<Again> {
    const { api, watches, now } = this.#scene;
    const role = watches.serviceRoles.get(namespace, name);
    if (role === undefined) return undefined;
    if (role.metadata.deletionTimestamp !== undefined) {
      await this.#tokens.removeAllBut(new Map([[keyOf(role), new Set()]]));
      await removeFinalizer(api, role, TOKENS_FINALIZER);
      return undefined;
    }
    const clusterName = role.metadata.labels?.[CLUSTER_LABEL];
    const cluster = watches.clusters.get(namespace, clusterName ?? '');
    if (cluster?.spec.auth?.enableServiceAccounts === true) {
      return undefined; // The cluster sees to it.
    }
    await this.#tokens.removeAllBut(new Map([[keyOf(role), new Set()]]));
    const message =
      clusterName === undefined
        ? `The label ${CLUSTER_LABEL} names no cluster`
        : `No NatsCluster ${namespace}/${clusterName} has auth.enableServiceAccounts`;
    await this.#write(
      role,
      [],
      { type: 'Ready', isSo: false, reason: 'NoCluster', message },
      now(),
    );
    return undefined;
  }

  /** Tells the roles of a cluster which tokens they have, and removes those that they had. */
  async tell(cluster: NatsCluster, { held, idle }: Tokens): Promise<void> {
    const now = this.#scene.now();
    const byRole = new Map<NatsServiceRole, Held[]>(idle.map((role) => [role, []]));
    for (const each of held) byRole.set(each.role, [...(byRole.get(each.role) ?? []), each]);
    const kept = Array.from(byRole, ([role, its]) => {
      const secrets = its.map(({ namespace, secret }) => `${namespace}/${secret}`);
      return [keyOf(role), new Set(secrets)] as const;
    });
    await this.#tokens.removeAllBut(new Map(kept));
    await Promise.all(
      Array.from(byRole, ([role, its]) =>
        this.#write(role, its, statementOf(role, its, cluster), now),
      ),
    );
  }

  async #write(
    role: NatsServiceRole,
    held: readonly Held[],
    statement: Statement,
    now: Date,
  ): Promise<void> {
    const { generation } = role.metadata;
    const status: NatsServiceRoleStatus = {
      tokens: held.map(({ namespace, secret, expiresAt }) => ({
        namespace,
        secret,
        expiresAt: toSeconds(expiresAt),
      })),
      ...(generation === undefined ? {} : { observedGeneration: generation }),
      conditions: stated(role.status?.conditions, [statement], generation, now),
    };
    await writeStatus(this.#scene.api, role, status);
  }
}

function statementOf(
  { metadata: { name } }: NatsServiceRole,
  held: readonly Held[],
  cluster: NatsCluster,
): Statement {
  if (held.length === 0) {
    const message = `There is no service account ${name}`;
    return { type: 'Ready', isSo: false, reason: 'NoServiceAccount', message };
  }
  const users = held.map(({ user }) => user.user).join(', ');
  const message = `In the configuration of ${cluster.metadata.name} as ${users}`;
  return { type: 'Ready', isSo: true, reason: 'Configured', message };
}

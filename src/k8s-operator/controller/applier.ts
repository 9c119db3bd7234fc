/** Makes the objects of an owner be what they should, and removes those that it should not have any more. */
import { createHash } from 'node:crypto';
import type { Manifest, ObjectMeta } from '../kubernetes.ts';
import type { KubeApi } from './kube-api.ts';
import { KubeError } from './kube-error.ts';
import { kindOf } from './kinds.ts';
import { controllerOf, ownedBy } from './kube-object.ts';
import type { View } from './watches.ts';

interface Applied {
  readonly hash: string;
  /** What the API server made of it; see versionOf. */
  readonly version: string | undefined;
}

export class Applier {
  readonly #api: KubeApi;
  /** What was applied last, by uid of the owner and name of the object: what has not changed since is not sent again. */
  readonly #applied = new Map<string, Map<string, Applied>>();

  constructor(api: KubeApi) {
    this.#api = api;
  }

  /** Applies them in order. Answers the names of those that changed, as `Secret nats`. */
  async apply(
    owner: Manifest,
    manifests: readonly Manifest[],
    views: readonly View<Manifest>[],
  ): Promise<string[]> {
    const { namespace = '', uid = '' } = owner.metadata;
    const applied = this.#applied.get(uid) ?? new Map<string, Applied>();
    this.#applied.set(uid, applied);
    const changed: string[] = [];
    for (const manifest of manifests) {
      const object = owned(manifest, owner, namespace);
      const name = nameOf(object);
      const last = applied.get(name);
      const hash = hashOf(object);
      const live = views.find(({ kind }) => kind.kind === object.kind);
      const there = live?.get(namespace, object.metadata.name)?.metadata;
      if (last?.hash === hash && last.version === versionOf(there)) continue;
      applied.delete(name);
      const { metadata } = await this.#send(object);
      applied.set(name, { hash, version: versionOf(metadata) });
      if (versionOf(metadata) !== versionOf(there)) changed.push(name);
    }
    return changed;
  }

  /** Removes what `owner` has in `views` beside `manifests`. */
  async prune(
    owner: Manifest,
    manifests: readonly Manifest[],
    views: readonly View<Manifest>[],
  ): Promise<string[]> {
    const wanted = new Set(manifests.map(nameOf));
    const removed: string[] = [];
    for (const view of views) {
      for (const object of view.in(owner.metadata.namespace ?? '')) {
        if (controllerOf(object)?.uid !== owner.metadata.uid) continue;
        const name = nameOf(object);
        if (wanted.has(name) || object.metadata.deletionTimestamp !== undefined) continue;
        await this.#api.remove(view.kind, object);
        removed.push(name);
      }
    }
    return removed;
  }

  /** The owner is gone. */
  forget(uid: string): void {
    this.#applied.delete(uid);
  }

  async #send(object: Manifest): Promise<Manifest> {
    const kind = kindOf(object);
    try {
      return await this.#api.apply(kind, object);
    } catch (error) {
      if (!isImmutable(error)) throw error;
      // Such a StatefulSet is made anew around its pods, which go on and are taken over.
      await this.#api.remove(kind, object, 'Orphan');
      return this.#api.apply(kind, object);
    }
  }
}

function owned(manifest: Manifest, owner: Manifest, namespace: string): Manifest {
  const metadata = { ...manifest.metadata, namespace, ownerReferences: [ownedBy(owner)] };
  return { ...manifest, metadata };
}

/** Changes with what was asked for; where Kubernetes counts that, not with what is told of it. */
function versionOf(metadata: ObjectMeta | undefined): string | undefined {
  return metadata?.generation?.toString() ?? metadata?.resourceVersion;
}

function nameOf(object: Manifest): string {
  return `${object.kind} ${object.metadata.name}`;
}

function hashOf(object: Manifest): string {
  return createHash('sha256').update(JSON.stringify(object)).digest('base64');
}

/** What the API server says of fields of a StatefulSet that can't be changed. */
function isImmutable(error: unknown): boolean {
  return (
    error instanceof KubeError &&
    error.status === 422 &&
    error.message.includes('updates to statefulset spec for fields other than')
  );
}

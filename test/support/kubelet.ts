/**
 * What a node does, for an API server without nodes: takes pods, says how they are, and lets go of those that are to end.
 * What running a pod means is up to a PodRunner; without one pods are ready as soon as they are there.
 */
import { silentLogger } from '../../src/base/logger.ts';
import type { KubeApi } from '../../src/k8s-operator/controller/kube-api.ts';
import { keyOf } from '../../src/k8s-operator/controller/kube-object.ts';
import { Watched } from '../../src/k8s-operator/controller/watched.ts';
import type { Container, Manifest, PodSpec } from '../../src/k8s-operator/kubernetes.ts';

export interface Pod extends Manifest {
  readonly spec: PodSpec & {
    readonly nodeName?: string;
    readonly containers: readonly Container[];
    readonly hostname?: string;
    readonly subdomain?: string;
  };
}

export interface RunningPod {
  /** Resolves when its readiness probe says yes. */
  readonly ready: Promise<void>;
  /** Ends it as a node does: preStop, SIGTERM. */
  stop(): Promise<void>;
}

export interface PodRunner {
  start(pod: Pod): Promise<RunningPod>;
  addressOf(pod: string, namespace: string): string;
}

const POD = { apiVersion: 'v1', kind: 'Pod', plural: 'pods' };

/** Nothing is run. */
const nobody: PodRunner = {
  start: () => Promise.resolve({ ready: Promise.resolve(), stop: () => Promise.resolve() }),
  addressOf: () => '127.0.0.1',
};

interface Kept {
  readonly running: Promise<RunningPod>;
  isEnding: boolean;
}

export class Kubelet {
  readonly #api: KubeApi;
  readonly #runner: PodRunner;
  readonly #pods: Watched<Pod>;
  readonly #kept = new Map<string, Kept>();
  readonly #failures: unknown[] = [];
  readonly #end = new AbortController();
  readonly #watching: Promise<void>;
  readonly #busy = new Set<Promise<void>>();

  constructor(api: KubeApi, runner: PodRunner = nobody) {
    this.#api = api;
    this.#runner = runner;
    this.#pods = new Watched<Pod>({ api, kind: POD, namespace: undefined, logger: silentLogger });
    this.#pods.onChange((now, before) => {
      const work = this.#look(now, before).catch((error: unknown) => {
        if (!this.#end.signal.aborted) this.#failures.push(error);
      });
      this.#busy.add(work);
      void work.then(() => this.#busy.delete(work));
    });
    this.#watching = this.#pods.run(this.#end.signal);
  }

  /** What went wrong. */
  get failures(): readonly unknown[] {
    return this.#failures;
  }

  async stop(): Promise<void> {
    this.#end.abort();
    await this.#watching;
    const all = Array.from(this.#kept.values());
    await Promise.allSettled(all.map(async ({ running }) => (await running).stop()));
    await Promise.allSettled(this.#busy);
  }

  async #look(now: Pod | undefined, before: Pod | undefined): Promise<void> {
    const pod = now ?? before!;
    const key = `${keyOf(pod)}/${pod.metadata.uid ?? ''}`;
    if (now === undefined) return this.#drop(key);
    if (now.metadata.deletionTimestamp !== undefined) return this.#finish(now, key);
    if (now.spec.nodeName === undefined) return this.#bind(now);
    if (!this.#kept.has(key)) await this.#run(now, key);
  }

  async #bind(pod: Pod): Promise<void> {
    const { namespace = '', name } = pod.metadata;
    const target = { apiVersion: 'v1', kind: 'Node', name: 'here' };
    const binding = { apiVersion: 'v1', kind: 'Binding', metadata: { namespace, name }, target };
    await this.#api.post(POD, namespace, name, 'binding', binding).catch(() => undefined); // Bound meanwhile.
  }

  async #run(pod: Pod, key: string): Promise<void> {
    const { name, namespace = '' } = pod.metadata;
    const address = this.#runner.addressOf(name, namespace);
    const running = this.#runner.start(pod);
    const kept = { running, isEnding: false };
    this.#kept.set(key, kept);
    await this.#say(pod, address, false);
    await (
      await running
    ).ready;
    if (!kept.isEnding) await this.#say(pod, address, true);
  }

  async #say(pod: Pod, address: string, isReady: boolean): Promise<void> {
    const status = isReady ? 'True' : 'False';
    const time = new Date().toISOString();
    const conditions = ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'].map((type) => ({
      type,
      status: type.includes('Ready') ? status : 'True',
      lastTransitionTime: time,
    }));
    const containerStatuses = pod.spec.containers.map(({ name, image }) => ({
      ...{ name, image, imageID: image, ready: isReady, started: isReady, restartCount: 0 },
      state: { running: { startedAt: time } },
    }));
    const said = {
      phase: 'Running',
      podIP: address,
      podIPs: [{ ip: address }],
      conditions,
      containerStatuses,
    };
    await this.#api.merge(POD, pod, { status: said }, 'status');
  }

  async #finish(pod: Pod, key: string): Promise<void> {
    const kept = this.#kept.get(key);
    if (kept?.isEnding === true) return;
    if (kept !== undefined) {
      kept.isEnding = true;
      await (await kept.running).stop();
    }
    await this.#api.remove(POD, pod, 'Background', 0);
  }

  async #drop(key: string): Promise<void> {
    const kept = this.#kept.get(key);
    this.#kept.delete(key);
    if (kept === undefined || kept.isEnding) return;
    kept.isEnding = true;
    await (await kept.running).stop();
  }
}

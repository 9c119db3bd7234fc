/**
 * One of several operators leads: the one whose name stands in the Lease. It renews it; whoever sees it unrenewed for its
 * whole length takes it. Times are our own clock's, never the Lease's, so that machines whose clocks differ agree.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '../../base/logger.ts';
import type { KubeApi } from './kube-api.ts';
import { isConflict, KubeError } from './kube-error.ts';
import { kindNamed } from './kinds.ts';
import type { Manifest } from '../kubernetes.ts';

const LEASE = kindNamed('Lease');

interface Lease extends Manifest {
  readonly spec?: {
    readonly holderIdentity?: string;
    readonly leaseDurationSeconds?: number;
    readonly acquireTime?: string;
    readonly renewTime?: string;
    readonly leaseTransitions?: number;
  };
}

export interface LeaderOptions {
  readonly api: KubeApi;
  readonly namespace: string;
  readonly name: string;
  /** Who we are; another for every process. */
  readonly identity: string;
  readonly logger: Logger;
  /** How long it is ours without being renewed. Default 15 s, as client-go's. */
  readonly leaseMs?: number;
  /** After so long without success we no longer lead; less than `leaseMs`. Default 10 s. */
  readonly renewWithinMs?: number;
  /** How often we try. Default 2 s. */
  readonly retryMs?: number;
}

export class Leader {
  readonly #options: Required<LeaderOptions>;
  /** The Lease as last seen, and when it was seen to change. */
  #seen: { readonly lease: Lease; readonly version: string; readonly at: number } | undefined;

  constructor(options: LeaderOptions) {
    this.#options = { leaseMs: 15_000, renewWithinMs: 10_000, retryMs: 2_000, ...options };
  }

  /** Resolves when we lead, or with false when `signal` ended the wait. */
  async lead(signal: AbortSignal): Promise<boolean> {
    while (!signal.aborted) {
      if (await this.#tryOnce()) return true;
      await this.#rest(signal);
    }
    return false;
  }

  /** Renews the Lease. Resolves when `signal` ends it, rejects with what took it from us. */
  async keep(signal: AbortSignal): Promise<void> {
    let renewedAt = performance.now();
    for (;;) {
      await this.#rest(signal);
      if (signal.aborted) return;
      const startedAt = performance.now();
      if (await this.#within(this.#tryOnce(), renewedAt)) renewedAt = startedAt;
      else if (this.#heldByOther() || this.#hasRunOut(renewedAt)) throw this.#lost();
    }
  }

  /** Lets another lead at once. */
  async release(): Promise<void> {
    const lease = this.#seen?.lease;
    const { identity, api, logger } = this.#options;
    if (lease?.spec?.holderIdentity !== identity) return;
    try {
      const spec = { ...lease.spec, holderIdentity: '', leaseDurationSeconds: 1 };
      await api.replace<Lease>(LEASE, { ...lease, spec });
    } catch (error) {
      // It runs out by itself.
      logger.warn(`The lease was not given back: ${(error as Error).message}`);
    }
  }

  async #tryOnce(): Promise<boolean> {
    try {
      return await this.#acquire();
    } catch (error) {
      if (!isConflict(error)) {
        this.#options.logger.warn(`Leader election: ${(error as Error).message}`);
      }
      return false;
    }
  }

  async #acquire(): Promise<boolean> {
    const { api, namespace, name, identity } = this.#options;
    const lease = await api.get<Lease>(LEASE, namespace, name);
    if (lease === undefined) {
      const { apiVersion, kind } = LEASE;
      const metadata = { namespace, name };
      const spec = this.#claim(undefined);
      this.#see(await api.create<Lease>(LEASE, { apiVersion, kind, metadata, spec }));
      return true;
    }
    this.#see(lease);
    const holder = lease.spec?.holderIdentity ?? '';
    if (holder !== '' && holder !== identity && !this.#isUnrenewed(lease)) return false;
    this.#see(await api.replace<Lease>(LEASE, { ...lease, spec: this.#claim(lease) }));
    return true;
  }

  #claim(before: Lease | undefined): NonNullable<Lease['spec']> {
    const { identity, leaseMs } = this.#options;
    const isOurs = before?.spec?.holderIdentity === identity;
    const now = new Date().toISOString().replace('Z', '000Z'); // MicroTime has six digits.
    return {
      holderIdentity: identity,
      leaseDurationSeconds: Math.ceil(leaseMs / 1000),
      acquireTime: (isOurs ? before.spec.acquireTime : undefined) ?? now,
      renewTime: now,
      leaseTransitions: (before?.spec?.leaseTransitions ?? 0) + (isOurs || !before ? 0 : 1),
    };
  }

  #see(lease: Lease): void {
    const version = lease.metadata.resourceVersion ?? '';
    if (this.#seen?.version === version) return;
    this.#seen = { lease, version, at: performance.now() };
  }

  #isUnrenewed({ spec }: Lease): boolean {
    const holdsMs = (spec?.leaseDurationSeconds ?? 0) * 1000;
    return this.#seen !== undefined && performance.now() - this.#seen.at > holdsMs;
  }

  #heldByOther(): boolean {
    return (this.#seen?.lease.spec?.holderIdentity ?? '') !== this.#options.identity;
  }

  #hasRunOut(renewedAt: number): boolean {
    return performance.now() - renewedAt >= this.#options.renewWithinMs;
  }

  #lost(): Error {
    const { namespace, name } = this.#options;
    return new KubeError(`lease ${namespace}/${name}`, 0, 'it could not be renewed in time');
  }

  /** An attempt that hangs counts as failed when its time is over. */
  async #within(attempt: Promise<boolean>, renewedAt: number): Promise<boolean> {
    const leftMs = Math.max(0, renewedAt + this.#options.renewWithinMs - performance.now());
    const over = new AbortController();
    const late = pause(leftMs, false, { signal: over.signal }).catch(() => false);
    const isRenewed = await Promise.race([attempt, late]);
    over.abort();
    return isRenewed;
  }

  async #rest(signal: AbortSignal): Promise<void> {
    const waitMs = this.#options.retryMs * (0.9 + Math.random() / 5);
    await pause(waitMs, undefined, { signal }).catch(() => undefined); // The loops see the signal.
  }
}

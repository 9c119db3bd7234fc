/**
 * An API as a process has it that is killed: from a certain change on nothing is asked any more. The change itself was
 * not sent, was sent with nobody left to hear what came of it, or was the last thing that was heard of.
 */
import type { KubeConfig } from '@kubernetes/client-node';
import { KubeApi } from '../../src/k8s-operator/controller/kube-api.ts';

const CHANGES = ['create', 'replace', 'apply', 'merge', 'remove', 'post'] as const;

export type LastMoment = 'before' | 'during' | 'after';

export interface KilledApi {
  readonly api: KubeApi;
  /** Resolves when it has happened. */
  readonly killed: Promise<void>;
  /** Has it happen now, if it has not yet. */
  kill(): void;
}

export function killedApi(config: KubeConfig, atChange: number, moment: LastMoment): KilledApi {
  const end = new AbortController();
  const killed = new Promise<void>((resolve) => {
    end.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const kill = () => end.abort(new Error('killed'));
  const real = new KubeApi(config, end.signal);
  let changes = 0;
  const counted = async (call: () => Promise<unknown>): Promise<unknown> => {
    // Events tell, they change nothing; the others are counted.
    changes += 1;
    if (changes !== atChange) return call();
    if (moment === 'before') kill();
    const answer = call();
    if (moment === 'during') setImmediate(kill);
    if (moment === 'after') await answer.finally(kill);
    return answer;
  };
  const api = new Proxy(real, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      const call = value as (...given: unknown[]) => Promise<unknown>;
      if (!CHANGES.includes(name as (typeof CHANGES)[number])) return call.bind(target);
      return (...given: unknown[]) =>
        (given[0] as { kind?: string }).kind === 'Event'
          ? call.apply(target, given)
          : counted(() => call.apply(target, given));
    },
  });
  return { api, killed, kill };
}

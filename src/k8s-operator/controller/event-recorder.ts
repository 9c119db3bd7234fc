/**
 * Tells users what happens to a resource, where `kubectl describe` shows it. Telling is never worth failing for; an event
 * that is said again counts up the one that is there.
 */
import { createHash } from 'node:crypto';
import type { Logger } from '../../base/logger.ts';
import type { Manifest } from '../kubernetes.ts';
import { toSeconds } from './conditions.ts';
import type { KubeApi } from './kube-api.ts';
import { FIELD_MANAGER } from './kube-api.ts';
import { kindNamed } from './kinds.ts';

const EVENT = kindNamed('Event');

/** Events that are remembered to be counted; the oldest are forgotten, and counted from one again. */
const MOST_REMEMBERED = 2_000;
/** The same event is not written more often. */
const PAUSE_MS = 20_000;
/** Longer messages are refused by the API server. */
const LONGEST = 1_000;

interface Said {
  count: number;
  readonly first: string;
  writtenAt: number;
}

export class EventRecorder {
  readonly #api: KubeApi;
  readonly #logger: Logger;
  readonly #identity: string;
  readonly #said = new Map<string, Said>();
  readonly #writing = new Set<Promise<void>>();

  constructor(api: KubeApi, identity: string, logger: Logger) {
    this.#api = api;
    this.#identity = identity;
    this.#logger = logger;
  }

  normal(about: Manifest, reason: string, message: string): void {
    this.#record(about, 'Normal', reason, message);
  }

  warning(about: Manifest, reason: string, message: string): void {
    this.#record(about, 'Warning', reason, message);
  }

  /** Resolves when all that was told has been written, or could not be. */
  async flush(): Promise<void> {
    await Promise.all(this.#writing);
  }

  #record(about: Manifest, type: 'Normal' | 'Warning', reason: string, message: string): void {
    const { kind, metadata } = about;
    const { namespace = '', name, uid = '' } = metadata;
    const line = `${kind} ${namespace}/${name}: ${message}`;
    if (type === 'Warning') this.#logger.warn(line);
    else this.#logger.notice(line);
    const text = message.slice(0, LONGEST);
    const id = createHash('sha256').update(`${uid}\n${type}\n${reason}\n${text}`).digest('hex');
    const said = this.#count(id);
    const now = performance.now();
    if (said.count > 1 && now - said.writtenAt < PAUSE_MS) return;
    said.writtenAt = now;
    const event = {
      ...{ apiVersion: 'v1', kind: 'Event' },
      metadata: { namespace, name: `${name}.${id.slice(0, 16)}` },
      involvedObject: { apiVersion: about.apiVersion, kind, namespace, name, uid },
      ...{ type, reason, message: text },
      count: said.count,
      firstTimestamp: said.first,
      lastTimestamp: toSeconds(new Date()),
      source: { component: FIELD_MANAGER },
      reportingComponent: FIELD_MANAGER,
      reportingInstance: this.#identity,
    };
    const writing = this.#write(event).finally(() => this.#writing.delete(writing));
    this.#writing.add(writing);
  }

  #count(id: string): Said {
    const before = this.#said.get(id);
    this.#said.delete(id);
    const said = before ?? { count: 0, first: toSeconds(new Date()), writtenAt: 0 };
    said.count += 1;
    this.#said.set(id, said); // Last again: what is said often is not forgotten.
    if (this.#said.size > MOST_REMEMBERED) this.#said.delete(this.#said.keys().next().value!);
    return said;
  }

  async #write(event: Manifest): Promise<void> {
    try {
      await this.#api.apply(EVENT, event);
    } catch (error) {
      this.#logger.debug(`An event was not written: ${(error as Error).message}`);
    }
  }
}

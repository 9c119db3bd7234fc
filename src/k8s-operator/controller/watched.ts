/**
 * The objects of one kind, as they are now: listed once, then watched. The API server may forget where a watch was, or a
 * connection may die without a word: then they are listed anew, and what went meanwhile is noticed, too.
 */
import type { IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '../../base/logger.ts';
import type { Manifest } from '../kubernetes.ts';
import type { KubeApi, Selection } from './kube-api.ts';
import { KubeError } from './kube-error.ts';
import type { Kind } from './kinds.ts';
import { keyOf } from './kube-object.ts';

/** How long the API server is to keep a watch; each gets up to as much again, so that not all come back at once. */
const WATCH_SECONDS = 240;
/** The API server says something once a minute (a bookmark): after this much silence the connection is dead. */
const SILENCE_MS = 150_000;
const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 30_000;

export interface WatchedOptions extends Selection {
  readonly api: KubeApi;
  readonly kind: Kind;
  /** Undefined: all of them. */
  readonly namespace: string | undefined;
  readonly logger: Logger;
}

type Listener<T> = (now: T | undefined, before: T | undefined) => void;

interface WatchLine<T> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: T;
}

export class Watched<T extends Manifest> {
  readonly #options: WatchedOptions;
  readonly #items = new Map<string, T>();
  readonly #listeners: Listener<T>[] = [];
  #isSynced = false;
  #delayMs = FIRST_DELAY_MS;

  constructor(options: WatchedOptions) {
    this.#options = options;
  }

  /** Whether all that there is has been seen once. */
  get isSynced(): boolean {
    return this.#isSynced;
  }

  get(namespace: string, name: string): T | undefined {
    return this.#items.get(`${namespace}/${name}`);
  }

  values(): IterableIterator<T> {
    return this.#items.values();
  }

  /** `listener` hears what comes, changes and goes from now on. */
  onChange(listener: Listener<T>): void {
    this.#listeners.push(listener);
  }

  /** Lists and watches until `signal` ends it; failures are logged and tried again. */
  async run(signal: AbortSignal): Promise<void> {
    let from: string | undefined;
    do {
      try {
        from ??= await this.#list();
        from = await this.#watch(from, signal);
        this.#delayMs = FIRST_DELAY_MS;
      } catch (error) {
        if (signal.aborted) return;
        if (isGone(error)) from = undefined;
        await this.#rest(error, signal);
      }
    } while (!signal.aborted);
  }

  async #rest(error: unknown, signal: AbortSignal): Promise<void> {
    const { kind, namespace, logger } = this.#options;
    const where = namespace === undefined ? '' : ` in ${namespace}`;
    logger.warn(`Watching ${kind.plural}${where}: ${(error as Error).message}`);
    const waitMs = this.#delayMs * (0.75 + Math.random() / 2);
    this.#delayMs = Math.min(this.#delayMs * 2, LONGEST_DELAY_MS);
    await pause(waitMs, undefined, { signal }).catch(() => undefined); // The loop sees the signal.
  }

  async #list(): Promise<string> {
    const { api, kind, namespace } = this.#options;
    const { items, resourceVersion } = await api.list<T>(kind, namespace, this.#options);
    const gone = new Map(this.#items);
    for (const item of items) {
      gone.delete(keyOf(item));
      this.#set(item);
    }
    for (const item of gone.values()) this.#delete(item);
    this.#isSynced = true;
    return resourceVersion;
  }

  /** Resolves with the version that was reached when the server ended the watch. */
  async #watch(from: string, signal: AbortSignal): Promise<string> {
    const { api, kind, namespace, labelSelector, logger } = this.#options;
    const timeoutSeconds = String(Math.round(WATCH_SECONDS * (1 + Math.random())));
    const query = { resourceVersion: from, timeoutSeconds, labelSelector };
    const answer = await api.watch(kind, namespace, query, this.#options, signal);
    const silence = setTimeout(
      () => answer.destroy(new Error('nothing was heard for too long')),
      SILENCE_MS,
    );
    let reached = from;
    try {
      for await (const line of linesOf(answer)) {
        silence.refresh();
        reached = this.#take(JSON.parse(line) as WatchLine<T>) ?? reached;
        this.#delayMs = FIRST_DELAY_MS;
      }
    } catch (error) {
      // From where it broke off, not from the start: nothing is lost, and the API server is spared a list.
      if (!isBroken(answer) || signal.aborted) throw error;
      logger.debug(`Watch of ${kind.plural} broke off: ${(error as Error).message}`);
    } finally {
      clearTimeout(silence);
      answer.destroy();
    }
    return reached;
  }

  #take({ type, object }: WatchLine<T>): string | undefined {
    if (type === 'ERROR') {
      const { code = 500 } = object as { code?: number };
      throw new KubeError(`WATCH ${this.#options.kind.plural}`, code, JSON.stringify(object));
    }
    const { apiVersion, kind } = this.#options.kind;
    if (type === 'DELETED') this.#delete(object);
    // Metadata alone comes as another kind.
    else if (type !== 'BOOKMARK') this.#set({ ...object, apiVersion, kind });
    return object.metadata.resourceVersion;
  }

  #set(item: T): void {
    const key = keyOf(item);
    const before = this.#items.get(key);
    if (before?.metadata.resourceVersion === item.metadata.resourceVersion) return;
    this.#items.set(key, item);
    this.#tell(item, before);
  }

  #delete(item: T): void {
    const before = this.#items.get(keyOf(item)) ?? item;
    this.#items.delete(keyOf(item));
    this.#tell(undefined, before);
  }

  #tell(now: T | undefined, before: T | undefined): void {
    for (const listener of this.#listeners) listener(now, before);
  }
}

/** Whether the connection is what failed, not what came over it. */
function isBroken({ errored }: IncomingMessage): boolean {
  return errored !== null;
}

/** node:readline would wait for ever for a line of a connection that broke. */
async function* linesOf(answer: IncomingMessage): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of answer.setEncoding('utf8') as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!; // A text has a last line.
    yield* lines.filter((line) => line !== '');
  }
}

/** The API server keeps versions for some minutes only: after that, one has to list again. */
function isGone(error: unknown): boolean {
  return error instanceof KubeError && (error.status === 410 || error.reason === 'Expired');
}

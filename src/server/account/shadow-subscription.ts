import type { Connection } from '../connection/connection.ts';
import type { Subscription } from '../connection/subscription.ts';
import type { Account } from './account.ts';
import type { StreamImport } from './stream-import.ts';

/**
 * A subscription's other self in the account of an import's exporter. What it hears there counts as heard by the
 * subscription, and comes to its connection under the subscription's id and a subject of its own account.
 */
export class ShadowSubscription implements Subscription {
  readonly subject: string;
  readonly queue: string | undefined;
  readonly sid: string;
  readonly connection: Connection;
  readonly remap: (subject: string) => string;
  /** The account that its connection is in. */
  readonly importer: Account;
  readonly import: StreamImport;
  readonly #own: Subscription;

  /** `subject`: what it listens to in the exporter's account. */
  constructor(importer: Account, own: Subscription, streamImport: StreamImport, subject: string) {
    this.importer = importer;
    this.subject = subject;
    this.queue = own.queue;
    this.sid = own.sid;
    this.connection = own.connection;
    this.remap = streamImport.toLocal;
    this.import = streamImport;
    this.#own = own;
  }

  get delivered(): number {
    return this.#own.delivered;
  }

  set delivered(count: number) {
    this.#own.delivered = count;
  }

  get max(): number {
    return this.#own.max;
  }

  get weight(): number {
    return this.#own.weight ?? 1;
  }

  get withholds(): Subscription['withholds'] {
    return this.#own.withholds;
  }
}

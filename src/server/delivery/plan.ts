import type { LineForm } from '../connection/connection.ts';
import type { Subscription } from '../connection/subscription.ts';

/**
 * What becomes of every message on one subject from senders that are treated alike, until interest, permissions or
 * configuration change: the slow road's decision, in a form that can be repeated on bytes.
 */
export interface Plan {
  /** Whose interest it was made from: a change there ends it. */
  readonly space: object;
  /** As the publisher writes it. */
  readonly subject: string;
  /** Where it goes: another subject if the account's mappings say so. */
  readonly destination: string;
  /** False if messages differ in what becomes of them: the slow road takes each, and nobody needs to ask again. */
  readonly isRepeatable: boolean;
  /** Everybody here gets each message. */
  readonly plain: readonly Target[];
  /** One of each group gets it, a random one. */
  readonly groups: readonly (readonly Target[])[];
}

/** Somebody who gets messages, and the form of the line that he gets. */
export interface Target extends LineForm {
  readonly subscription: Subscription;
}

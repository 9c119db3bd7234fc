import type { LineForm } from '../connection/connection.ts';
import type { Subscription } from '../connection/subscription.ts';

/**
 * What becomes of every message on one subject from senders that are treated alike, until interest, permissions or
 * configuration change: the slow road's decision, in a form that can be repeated on bytes.
 */
export interface Plan {
  /** Whose interest it was made from: a change there ends it. */
  readonly space: object;
  /**
   * What it is known by, as the publisher's line has it: the subject, behind the account and a blank where lines name it,
   * and before the queue groups where they name these: `A orders.new | q1 q2`, whether or not there is a reply.
   */
  readonly subject: string;
  /** Where it goes: another subject if the account's mappings say so. */
  readonly destination: string;
  /** False if messages differ in what becomes of them: the slow road takes each, and nobody needs to ask again. */
  readonly isRepeatable: boolean;
  /** Everybody here gets each message. */
  readonly plain: readonly Target[];
  /** One of each group gets it, a random one; who stands for several members is there as often. */
  readonly groups: readonly (readonly Target[])[];
}

/** Somebody who gets messages, and the form of the line that he gets. */
export interface Target extends LineForm {
  readonly subscription: Subscription;
}

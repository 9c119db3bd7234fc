import { emptyMessage, type Message } from './message.ts';

/** A message on its way between servers: whose it is, and for which queue groups. */
export interface RoutedMessage extends Message {
  /** Empty where the connection says it: that of a leafnode, or of a route that is for one account. */
  account: string;
  /** The cluster of the leafnode that it came from; empty if it came from none. */
  origin: string;
  /** The queue groups of which somebody here is to get it; no other group gets it. */
  queues: readonly string[];
}

export const NO_QUEUES: readonly string[] = [];

export function emptyRoutedMessage(): RoutedMessage {
  return { ...emptyMessage(), account: '', origin: '', queues: NO_QUEUES };
}

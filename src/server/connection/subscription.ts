import type { Connection } from './connection.ts';

/** One interest of one connection. */
export interface Subscription {
  readonly connection: Connection;
  readonly subject: string;
  /** The queue group that it is a member of. */
  readonly queue: string | undefined;
  readonly sid: string;
  /** Messages delivered so far. */
  delivered: number;
  /** How many messages it is to get in all; 0 for no end. */
  max: number;
}

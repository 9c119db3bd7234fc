import type { Message } from '../../protocol/message.ts';
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
  /** What its connection calls a subject that it hears in another account; undefined for one of its own account. */
  readonly remap?: ((subject: string) => string) | undefined;
  /** Tells of subjects whose messages are kept from it; undefined if it gets all. */
  withholds?: ((subject: string) => boolean) | undefined;
  /** How many members of its queue group it stands for, at another server. Default 1. */
  readonly weight?: number;
  /** The cluster of the leafnode that it stems from, if another server said so; empty for none. */
  readonly origin?: string;
  /** Whether it is a service import: what it hears goes to another account, on the server where it came in. */
  readonly isImport?: boolean;
  /** Takes a message inside the server, in place of the connection; returns whether anybody took it in the end. */
  receive?(message: Message): boolean;
}

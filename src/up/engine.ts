/** What runs the servers of a deployment. */
import type { ServerFolder } from './place.ts';
import type { PlannedServer } from './layout.ts';

export interface Engine {
  /** For people: `natsx`, `nats-server 2.12.0`. */
  readonly title: string;
  /** Starts one; its files are in `folder`. Rejects with a NatsxError if it can't be. It need not listen yet. */
  start(server: PlannedServer, folder: ServerFolder): Promise<RunningServer>;
  /** Tells all that it has started to end, for a process that ends itself and can't wait. */
  abandon(): void;
}

export interface RunningServer {
  readonly server: PlannedServer;
  readonly folder: ServerFolder;
  /** Of a process of its own. */
  readonly pid: number | undefined;
  /** Resolves when it has ended, with how, as the rest of a sentence: `has ended with code 1`. */
  readonly ended: Promise<string>;
  /** Ends it cleanly; resolves when it has. */
  stop(): Promise<void>;
  /** Ends it at once. */
  kill(): void;
}

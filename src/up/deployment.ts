/** The servers of a deployment while they run. */
import { setTimeout as wait } from 'node:timers/promises';
import { NatsxError } from '../base/errors.ts';
import type { Engine, RunningServer } from './engine.ts';
import type { Layout, PlannedServer } from './layout.ts';
import type { ServerFolder } from './place.ts';
import { greeting } from './ports.ts';

export interface DeploymentSettings {
  readonly layout: Layout;
  readonly engine: Engine;
  readonly folderOf: (server: PlannedServer) => ServerFolder;
  /** Hears of processes as they are started: whoever is killed leaves them behind. */
  readonly onPids?: (pids: readonly number[]) => Promise<void>;
  /** Hears of a server that ends though nobody has asked it to. */
  readonly onEnded?: (server: RunningServer, how: string) => void;
  /** Ends the start, and what was started. */
  readonly signal?: AbortSignal | undefined;
}

/** How long a server may take to listen; seven of them at once on a slow laptop take some seconds. */
const PATIENCE_MS = 30_000;
/** How often it is looked whether it does. */
const PAUSE_MS = 10;

export class Deployment implements AsyncDisposable {
  readonly layout: Layout;
  readonly servers: readonly RunningServer[];
  /** Resolves when the last server has ended, for whatever reason. */
  readonly ended: Promise<void>;
  readonly #gone = new Set<RunningServer>();
  #isStopping = false;
  #stopping: Promise<void> | undefined;

  /**
   * Starts all servers; resolves when each accepts clients. Rejects with a NatsxError that says which one does not, and
   * leaves none behind.
   */
  static async start(settings: DeploymentSettings): Promise<Deployment> {
    const { layout, signal } = settings;
    const servers: RunningServer[] = [];
    try {
      // Leafnodes find listeners at once that way; they would try again after a second.
      for (const areLeaves of [false, true]) {
        const planned = layout.servers.filter(({ leafOf }) => (leafOf !== undefined) === areLeaves);
        if (planned.length > 0) await startAll(planned, settings, servers);
        signal?.throwIfAborted();
      }
    } catch (error) {
      await Promise.all(servers.map((server) => server.stop()));
      throw error;
    }
    return new Deployment(settings, servers);
  }

  private constructor({ layout, onEnded }: DeploymentSettings, servers: readonly RunningServer[]) {
    this.layout = layout;
    this.servers = servers;
    this.ended = Promise.all(servers.map((each) => this.#watch(each, onEnded))).then(
      () => undefined,
    );
  }

  /** Those that have not ended. */
  get alive(): readonly RunningServer[] {
    return this.servers.filter((server) => !this.#gone.has(server));
  }

  /** Ends all of them. */
  stop(): Promise<void> {
    this.#isStopping = true;
    return (this.#stopping ??= Promise.all(this.servers.map((server) => server.stop())).then(
      () => undefined,
    ));
  }

  /** Ends them at once, for who can't wait. */
  kill(): void {
    this.#isStopping = true;
    for (const server of this.servers) server.kill();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #watch(server: RunningServer, onEnded: DeploymentSettings['onEnded']): Promise<void> {
    const how = await server.ended;
    this.#gone.add(server);
    if (!this.#isStopping) onEnded?.(server, how);
  }
}

/** Starts them side by side, and adds those that must be stopped to `started`, in their order. */
async function startAll(
  planned: readonly PlannedServer[],
  { engine, folderOf, onPids, signal }: DeploymentSettings,
  started: RunningServer[],
): Promise<void> {
  const results = await Promise.allSettled(
    planned.map((server) => engine.start(server, folderOf(server))),
  );
  const fresh = results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
  started.push(...fresh);
  await onPids?.(fresh.flatMap(({ pid }) => pid ?? []));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  await Promise.all(fresh.map((server) => listening(server, signal)));
}

/** Resolves when the server greets clients, under its own name: its port may be another one's by now. */
async function listening(running: RunningServer, signal?: AbortSignal): Promise<void> {
  const { server, folder } = running;
  const early = new AbortController();
  const ended = running.ended.then((how) => {
    early.abort();
    return how;
  });
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    signal?.throwIfAborted();
    const info = await greeting(server.ports.client, early.signal);
    if (info?.['server_name'] === server.name) return;
    const pause = wait(PAUSE_MS).then(() => undefined);
    const how = early.signal.aborted ? await ended : await Promise.race([ended, pause]);
    if (how !== undefined) throw notStarted(server.name, `it ${how}`, folder);
    if (performance.now() < deadline) continue;
    throw notStarted(server.name, `it does not listen on port ${server.ports.client}`, folder);
  }
}

function notStarted(name: string, why: string, { log }: ServerFolder): NatsxError {
  return new NatsxError('ERR_UP_SERVER', `server ${name} did not start: ${why}`, {
    suggestions: [`its log says more: ${log}`],
  });
}

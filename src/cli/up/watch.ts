/** `natsx up --watch`: the servers of a deployment and what connects them, looked at again and again. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Session } from '../../nats-client/session.ts';
import type { Deployment } from '../../up/deployment.ts';
import { TopologyWatch } from '../../up/topology.ts';
import { Screen } from '../screen.ts';
import type { Surroundings } from '../surroundings.ts';
import { topologyJson, topologyTable } from './topology-table.ts';

interface WatchSettings {
  readonly deployment: Deployment;
  readonly session: Session;
  readonly stop: AbortSignal;
  readonly intervalMs: number;
  readonly isJson: boolean;
}

/** Looks until it is told to stop, by `stop` or by the key q, or until no server is left. */
export async function watchTopology(
  { deployment, session, stop, intervalMs, isJson }: WatchSettings,
  io: Surroundings,
): Promise<void> {
  const screen = new Screen(io.stdout);
  const quit = new AbortController();
  const release = io.keys?.((key) => {
    if (key === 'q') quit.abort();
  });
  void deployment.ended.then(() => quit.abort());
  const signal = AbortSignal.any([stop, quit.signal]);
  const watch = new TopologyWatch(deployment, session);
  try {
    while (!signal.aborted) {
      const look = await watch.look();
      if (isJson) await io.stdout.write(`${JSON.stringify(topologyJson(look, io.now()))}\n`);
      else await screen.draw(topologyTable(look));
      await wait(intervalMs, undefined, { signal }).catch(() => undefined); // Aborted.
    }
  } finally {
    release?.();
    await screen.close();
  }
}

/** What `natsx up --json` prints. */
import type { Overview } from '../../system-client/overview.ts';
import { clientUrl } from '../../up/layout.ts';
import { pingJson } from '../system/ping-json.ts';
import type { UpDeployment } from './text.ts';

export function upJson(
  { place, engine, deployment, identities, contexts, firstMessageMs }: UpDeployment,
  overview: Overview,
): object {
  const { user, system, others } = contexts;
  return {
    name: place.name,
    directory: place.root,
    engine: engine.title,
    topology: deployment.layout.topology,
    /** Milliseconds from the start of the process. */
    firstMessage: firstMessageMs,
    creds: identities.creds,
    contexts: { user: user?.name, system: system?.name, others: others.map(({ name }) => name) },
    servers: deployment.servers.map(({ server, folder, pid }) => ({
      name: server.name,
      cluster: server.cluster,
      leafnodeOf: server.leafOf,
      url: clientUrl(server),
      ports: server.ports,
      pid,
      configuration: folder.conf,
      log: folder.log,
    })),
    ping: pingJson(overview, undefined),
  };
}

// nats-servers that trust an operator of nsc's, alone or in a cluster.
import { connect, credsAuthenticator, type NatsConnection } from '@nats-io/transport-node';
import type { TemporaryNsc } from '../nsc/temporary-nsc.ts';
import { startPeer, type Peer, type RunningPeer } from '../support/peers.ts';

export interface OperatorServers extends AsyncDisposable {
  readonly servers: readonly RunningPeer[];
  /** URL of the first. */
  readonly url: string;
}

export type ResolverKind = 'nats-resolver' | 'nats-resolver-cache' | 'mem-resolver';

/** Starts servers s1, s2, …, one for each kind of resolver, in one cluster. */
export async function startOperatorServers(
  tool: TemporaryNsc,
  peer: Peer,
  ...kinds: readonly ResolverKind[]
): Promise<OperatorServers> {
  const servers: RunningPeer[] = [];
  const stop = async () => {
    await Promise.all(servers.map((server) => server.stop()));
  };
  try {
    for (const [at, kind] of kinds.entries()) {
      const text = await tool.ok(`generate config --${kind} --sys-account SYS`);
      const routes = servers.map(({ clusterUrl }) => clusterUrl).join(', ');
      const own = [
        `server_name: s${at + 1}`,
        ...(kinds.length > 1
          ? [`cluster { name: C, listen: "127.0.0.1:-1", routes: [${routes}] }`]
          : []),
      ];
      const configuration = text.replace('allow_delete: false', 'allow_delete: true');
      servers.push(await startPeer(peer, `${configuration}\n${own.join('\n')}\n`));
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const url = `nats://127.0.0.1:${servers[0]!.port}`;
  return { servers, url, [Symbol.asyncDispose]: stop };
}

/** Connects as a user of the store. */
export function connectAs(
  tool: TemporaryNsc,
  url: string,
  account: string,
  user: string,
): Promise<NatsConnection> {
  const creds = Buffer.from(tool.read(tool.credsPath(account, user)));
  return connect({ servers: url, authenticator: credsAuthenticator(creds), reconnect: false });
}

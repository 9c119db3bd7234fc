/** The connections of all servers, from their CONNZ. */
import type { EndpointAnswer } from './ask.ts';
import type { ConnectionInfo, Endpoints } from './endpoints.ts';
import type { ServerIdentity } from './server-identity.ts';

export interface ServerConnection {
  readonly server: ServerIdentity;
  readonly connection: ConnectionInfo;
}

/** How an endpoint of all servers is asked; throws if none answers. */
export type AskEvery = <E extends keyof Endpoints>(
  endpoint: E,
  options?: object,
) => Promise<Pick<EndpointAnswer<E>, 'server' | 'data'>[]>;

/** As many as a server puts into one answer; the next ones are asked for after it. */
const PAGE = 1024;

/** All connections that `filter` lets through, page by page, of servers that answer. */
export async function everyConnection(
  every: AskEvery,
  filter: object,
): Promise<ServerConnection[]> {
  const found: ServerConnection[] = [];
  for (let offset = 0; ; offset += PAGE) {
    const answers = await every('CONNZ', { auth: true, limit: PAGE, offset, ...filter });
    let isMore = false;
    for (const { server, data } of answers) {
      for (const connection of data.connections ?? []) found.push({ server, connection });
      isMore ||= data.total > offset + PAGE;
    }
    if (!isMore) return found;
  }
}

/** What `natsx ping --json` prints. */
import type { MissingServer, Overview } from '../../system-client/overview.ts';
import { ratesOf, type Details } from './ping-table.ts';
import { between } from './units.ts';

/** Times are in ms, memory in bytes, CPU in percent of one core, rates in messages a second. */
interface PingJson {
  readonly servers: readonly {
    readonly id: string;
    readonly name: string;
    readonly cluster: string | undefined;
    readonly host: string;
    readonly version: string;
    readonly connections: number;
    readonly subscriptions: number;
    readonly routes: number;
    readonly gateways: number;
    /** With --wide. */
    readonly leafnodes: number | undefined;
    readonly inRate: number | undefined;
    readonly outRate: number | undefined;
    readonly memory: number;
    readonly cpu: number;
    readonly slowConsumers: number;
    readonly uptime: number;
    readonly rtt: number;
  }[];
  readonly missing: readonly MissingServer[];
  /** Servers that others have heard of, but that nobody can name. */
  readonly unnamed: number;
  readonly expected: number | undefined;
}

export function pingJson(
  { servers, missing, unnamed }: Overview,
  details: Details | undefined,
  expect = 0,
): PingJson {
  return {
    servers: servers.map((each) => {
      const { server, statsz, rttMs } = each;
      const rates = details === undefined ? undefined : ratesOf(each, details);
      return {
        id: server.id,
        name: server.name,
        cluster: server.cluster,
        host: server.host,
        version: server.ver,
        connections: statsz.connections,
        subscriptions: statsz.subscriptions,
        routes: statsz.routes?.length ?? 0,
        gateways: statsz.gateways?.length ?? 0,
        leafnodes: details?.leafnodes.get(server.id),
        inRate: rates?.in,
        outRate: rates?.out,
        memory: statsz.mem,
        cpu: statsz.cpu,
        slowConsumers: statsz.slow_consumers,
        uptime: between(statsz.start, server.time),
        rtt: rttMs,
      };
    }),
    missing,
    unnamed,
    expected: expect === 0 ? undefined : expect,
  };
}

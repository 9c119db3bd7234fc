/** Who is there: every server of all clusters that answers a ping, and those that others know but that did not answer. */
import type { Session } from '../nats-client/session.ts';
import { askAll, QUIET_MS, type Question, type ServerFilter } from './ask.ts';
import type { ServerIdentity } from './server-identity.ts';
import type { Gatewayz } from './endpoints.ts';
import type { Statsz } from './statsz.ts';

export interface PingedServer {
  readonly server: ServerIdentity;
  readonly statsz: Statsz;
  readonly rttMs: number;
}

/** A server that has a route or a gateway to one that answered. */
export interface MissingServer {
  readonly id: string;
  readonly name: string | undefined;
  readonly cluster: string | undefined;
  /** Its address, as far as the others know it. */
  readonly host: string | undefined;
  /** The name of a server that is connected to it. */
  readonly knownBy: string;
}

export interface Overview {
  /** By cluster, then by name. */
  readonly servers: readonly PingedServer[];
  readonly missing: readonly MissingServer[];
  /** How many more servers the others have heard of lately, without saying which. */
  readonly unnamed: number;
}

export interface OverviewSettings {
  readonly timeoutMs: number;
  /** How many servers there are, if it is known: the answer is there as soon as they have answered. */
  readonly expect?: number | undefined;
  readonly filter?: ServerFilter | undefined;
}

/** Asks all servers at once. Throws what `ask` throws. */
export async function lookAround(
  session: Session,
  { timeoutMs, expect, filter }: OverviewSettings,
): Promise<Overview> {
  const question = { timeoutMs, expect, options: filter };
  // Who is filtered does not answer, so nobody can be said to be missing.
  const isWhole = filter === undefined;
  const enough = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const [pings, known] = await Promise.all([
    askAll(session, { ...question, endpoint: 'STATSZ' }).finally(() => {
      // Whoever has nothing to say of others is not waited for.
      timer = setTimeout(() => enough.abort(), QUIET_MS);
    }),
    isWhole ? knownServers(session, { ...question, signal: enough.signal }) : [],
  ]).finally(() => clearTimeout(timer));
  const servers = pings.map(({ server, data, rttMs }) => ({ server, statsz: data, rttMs }));
  servers.sort((a, b) => compareServers(a.server, b.server));
  const answered = new Set(servers.map(({ server }) => server.id));
  const missing = new Map<string, MissingServer>();
  for (const each of known) if (!answered.has(each.id)) missing.set(each.id, each);
  const active = Math.max(0, ...servers.map(({ statsz }) => statsz.active_servers ?? 0));
  const unnamed = isWhole ? Math.max(0, active - servers.length - missing.size) : 0;
  return { servers, missing: [...missing.values()], unnamed };
}

/** By cluster, then by name; without a cluster first. */
export function compareServers(a: ServerIdentity, b: ServerIdentity): number {
  return compareTexts(a.cluster ?? '', b.cluster ?? '') || compareTexts(a.name, b.name);
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The servers at the other ends of routes and gateways. */
async function knownServers(
  session: Session,
  question: Pick<Question, 'timeoutMs' | 'expect' | 'signal'>,
): Promise<MissingServer[]> {
  const [routez, gatewayz] = await Promise.all([
    askAll(session, { ...question, endpoint: 'ROUTEZ' }),
    askAll(session, { ...question, endpoint: 'GATEWAYZ' }),
  ]);
  return [
    ...routez.flatMap(({ server, data }) =>
      (data.routes ?? []).map(({ remote_id: id, remote_name: name, ip: host }) => ({
        id,
        name,
        cluster: server.cluster,
        host,
        knownBy: server.name,
      })),
    ),
    ...gatewayz.flatMap(({ server, data }) =>
      gatewayRemotes(data).flatMap(({ cluster, remote }) => {
        const { name: id, ip: host } = remote.connection ?? {};
        if (id === undefined) return [];
        return [{ id, name: undefined, cluster, host, knownBy: server.name }];
      }),
    ),
  ];
}

function gatewayRemotes({ outbound_gateways, inbound_gateways }: Gatewayz) {
  return [
    ...Object.entries(outbound_gateways ?? {}).map(([cluster, remote]) => ({ cluster, remote })),
    ...Object.entries(inbound_gateways ?? {}).flatMap(([cluster, remotes]) =>
      remotes.map((remote) => ({ cluster, remote })),
    ),
  ];
}

/** How long a round trip to each server takes, measured over connections of their own. */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { NatsxError } from '../../base/errors.ts';
import type { ConnectionSettings } from '../../nats-client/connect.ts';
import { parseServerList, type ServerAddress } from '../../nats-client/server-list.ts';
import { Session } from '../../nats-client/session.ts';

/** One server of the list; natscli's JSON. */
export interface RttTarget {
  readonly url: string;
  readonly results: readonly RttResult[];
}

interface RttResult {
  readonly time: string;
  /** Where it was dialled. */
  readonly address: string;
  /** Nanoseconds on average; 0 if it could not be measured. */
  readonly rtt: number;
  /** Whom it is connected to; empty if it is not. */
  readonly url: string;
}

/** Measures every address of every server, one after the other; `onFailure` hears of those that can't be measured. */
export async function measureRtts(
  settings: ConnectionSettings,
  iterations: number,
  onFailure: (address: string, error: NatsxError) => Promise<void>,
): Promise<RttTarget[]> {
  const targets: RttTarget[] = [];
  for (const server of parseServerList(settings.servers)) {
    const results: RttResult[] = [];
    for (const host of await addressesOf(server)) {
      const address = urlOf(server, host);
      const time = new Date().toISOString();
      try {
        const there = { ...settings, servers: urlOf(server, host, server.credentials) };
        const { url, ms } = await roundTrip(there, iterations);
        results.push({ time, address, rtt: Math.round(ms * 1e6), url });
      } catch (error) {
        if (!(error instanceof NatsxError)) throw error;
        await onFailure(address, error);
        results.push({ time, address, rtt: 0, url: '' });
      }
    }
    targets.push({ url: urlOf(server, server.host), results });
  }
  return targets;
}

/** A name may stand for several servers. With TLS it is dialled as it is: certificates are for names. */
async function addressesOf({ host, isTls, isWebSocket }: ServerAddress): Promise<string[]> {
  if (isTls || isWebSocket === true || isIP(host.replace(/^\[|\]$/g, '')) !== 0) return [host];
  const found = await lookup(host, { all: true }).catch(() => []); // Dialling says what is wrong with it.
  if (found.length === 0) return [host];
  return found.map(({ address, family }) => (family === 6 ? `[${address}]` : address));
}

function urlOf(
  { port, isTls, isWebSocket }: ServerAddress,
  host: string,
  credentials?: ServerAddress['credentials'],
): string {
  const scheme = isWebSocket === true ? (isTls ? 'wss' : 'ws') : isTls ? 'tls' : 'nats';
  const { user, password, token } = credentials ?? {};
  const who = [user ?? token, password].filter((part) => part !== undefined);
  const before = who.length === 0 ? '' : `${who.map(encodeURIComponent).join(':')}@`;
  return `${scheme}://${before}${host}:${port}`;
}

/** The time of one PING and its PONG, on average. */
async function roundTrip(
  settings: ConnectionSettings,
  iterations: number,
): Promise<{ url: string; ms: number }> {
  const session = await Session.open(settings);
  try {
    await session.flush(); // What the server sends at first is not measured.
    let total = 0;
    for (let count = 0; count < iterations; count++) {
      const start = performance.now();
      await session.flush();
      total += performance.now() - start;
    }
    return { url: `nats://${session.connection.getServer()}`, ms: total / iterations };
  } finally {
    await session.close();
  }
}

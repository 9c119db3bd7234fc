// The programs that can be a server of a deployment: ours, and the nats-servers there are, by their age.
import { fileURLToPath } from 'node:url';
import { findPeers, isAtLeast } from './peers.ts';

/** `old`: before 2.10, with one route between two servers; `current`: the newest from there on. */
export type EngineName = 'natsx' | 'old' | 'current';

export interface Engine {
  readonly name: EngineName;
  /** With its version, for people. */
  readonly label: string;
  readonly program: string;
  readonly args: readonly string[];
}

/** NATSX_SERVER names the natsx-server.js of another build. */
const natsxServer =
  process.env['NATSX_SERVER'] ??
  fileURLToPath(new URL('../../bin/natsx-server.js', import.meta.url));

/** Those on this machine; PATH and NATS_SERVER say which nats-servers there are. */
export function findEngines(): ReadonlyMap<EngineName, Engine> {
  const engines = new Map<EngineName, Engine>([
    ['natsx', { name: 'natsx', label: 'natsx', program: process.execPath, args: [natsxServer] }],
  ]);
  const newestFirst = findPeers('nats-server').sort((a, b) =>
    isAtLeast(a.version, b.version) ? -1 : 1,
  );
  for (const { path, version } of newestFirst) {
    const name = isAtLeast(version, '2.10.0') ? 'current' : 'old';
    if (engines.has(name)) continue;
    engines.set(name, { name, label: `nats-server ${version}`, program: path, args: [] });
  }
  return engines;
}

/** How to get one that is missing. */
export const howToGetEngine: Readonly<Record<EngineName, string>> = {
  natsx: 'npm run build',
  old: 'apt-get install nats-server, as Debian 12 has it',
  current: 'go install github.com/nats-io/nats-server/v2@latest, and NATS_SERVER=its path',
};

import { isPort } from '../../server/options/kinds.ts';
import type { Topology } from '../../up/layout.ts';
import { checkTopology } from '../../up/layout.ts';
import { countFlag, durationFlag } from '../connection-flags.ts';
import { GoFlagError, type GoCommandLine, type GoFlagTable } from '../go-flags.ts';

export const upFlags = {
  name: {
    type: 'string',
    value: 'name',
    description: 'Name of the deployment: of its folder, its operator and its contexts',
    default: 'local',
  },
  clusters: { type: 'integer', value: 'n', description: 'How many clusters', default: 1 },
  servers: { type: 'integer', value: 'n', description: 'Servers in each cluster', default: 1 },
  leafnodes: {
    type: 'integer',
    value: 'n',
    description: 'Servers that are leafnodes of the clusters, in turn',
    default: 0,
  },
  port: {
    type: 'integer',
    value: 'port',
    description:
      'Port of the first server, from which all others are counted; 0 takes any. Default 4222, or what is free instead',
  },
  processes: { type: 'boolean', description: 'Run each server as a process of its own' },
  engine: {
    type: 'string',
    value: 'program',
    description: 'What serves: natsx or an installed nats-server',
    options: ['natsx', 'nats-server'],
    default: 'natsx',
  },
  'engine-path': {
    type: 'string',
    value: 'file',
    description: 'Which nats-server, if not that of the PATH',
  },
  export: {
    type: 'string',
    value: 'folder',
    description: 'Write configurations and creds to take elsewhere into a new folder, and end',
  },
  hosts: {
    type: 'string',
    value: 'names',
    description: 'For --export: the host of each server, separated by commas, leafnodes last',
  },
  compare: {
    type: 'boolean',
    description: 'Measure the time to the first message, beside nats-server, and end',
  },
  watch: { type: 'boolean', description: 'Show the servers and what connects them, until Ctrl-C' },
  interval: {
    type: 'string',
    value: 'duration',
    description: 'Time between two looks of --watch',
    default: '1s',
  },
  json: { type: 'boolean', aliases: ['j'], description: 'Print JSON' },
} as const satisfies GoFlagTable;

export type UpLine = GoCommandLine<typeof upFlags>;

/** What the flags ask for, with what is wrong refused. */
export interface UpRequest {
  readonly name: string;
  readonly topology: Topology;
  /** Undefined for the usual ones. */
  readonly port: number | undefined;
  readonly engine: 'natsx' | 'nats-server';
  readonly enginePath: string | undefined;
  readonly hasProcesses: boolean;
  readonly intervalMs: number;
  /** For an export; undefined for this machine. */
  readonly hosts: readonly string[] | undefined;
  readonly isWatching: boolean;
  readonly isJson: boolean;
}

export function upRequest({ flags, given }: UpLine): UpRequest {
  const topology = {
    clusters: countFlag('clusters', flags.clusters, 1),
    servers: countFlag('servers', flags.servers, 1),
    leafnodes: countFlag('leafnodes', flags.leafnodes, 0),
  };
  checkTopology(topology);
  const { port, 'engine-path': enginePath } = flags;
  if (port !== undefined && !(isPort(port) && port >= 0)) {
    throw new GoFlagError(`invalid value "${port}" for flag -port: must be from 0 to 65535`);
  }
  const isNatsServer = flags.engine === 'nats-server' || enginePath !== undefined;
  if (isNatsServer && given.has('engine') && flags.engine === 'natsx') {
    throw new GoFlagError('flag -engine-path is for -engine nats-server');
  }
  return {
    name: flags.name,
    topology,
    port,
    engine: isNatsServer ? 'nats-server' : 'natsx',
    enginePath,
    hasProcesses: flags.processes || isNatsServer,
    intervalMs: durationFlag('interval', flags.interval),
    hosts: hostsOf(flags, topology),
    isWatching: flags.watch,
    isJson: flags.json,
  };
}

function hostsOf(
  { hosts, export: folder }: UpLine['flags'],
  { clusters, servers, leafnodes }: Topology,
): string[] | undefined {
  if (hosts === undefined) return undefined;
  if (folder === undefined) throw new GoFlagError('flag -hosts is for -export: it names machines');
  const names = hosts.split(',').map((host) => host.trim());
  const odd = names.find((host) => !/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(host));
  if (odd !== undefined) {
    throw new GoFlagError(`invalid host ${JSON.stringify(odd)} in flag -hosts`);
  }
  const total = clusters * servers + leafnodes;
  if (names.length === total) return names;
  throw new GoFlagError(`flag -hosts needs ${total} hosts, got ${names.length}`);
}

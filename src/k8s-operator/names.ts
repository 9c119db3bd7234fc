/** What the objects of a cluster are called: as nats-operator called them, since people have written these names down. */
import type { NatsCluster } from './resources.ts';

export const CLIENT_PORT = 4222;
export const ROUTE_PORT = 6222;
export const MONITOR_PORT = 8222;
export const METRICS_PORT = 7777;

/** A cluster by its name and its namespace. */
export interface ClusterName {
  readonly name: string;
  readonly namespace: string;
}

export function clusterName({ metadata }: NatsCluster, namespace = 'default'): ClusterName {
  return { name: metadata.name, namespace: metadata.namespace ?? namespace };
}

/** The Service without an address of its own, whose names are those of the pods. */
export function headlessName(name: string): string {
  return `${name}-mgmt`;
}

/** nats-operator counted from 1, too. */
export const FIRST_POD = 1;

export function podNames(name: string, size: number): string[] {
  return Array.from({ length: size }, (_, at) => `${name}-${FIRST_POD + at}`);
}

/** The name by which one server finds another. */
export function podHost(pod: string, { name, namespace }: ClusterName): string {
  return `${pod}.${headlessName(name)}.${namespace}.svc`;
}

/** The labels that all objects of a cluster have, and by which its pods are found. */
export function clusterLabels(name: string): Readonly<Record<string, string>> {
  return { app: 'nats', nats_cluster: name };
}

/** The Secret with the token of a service account for a cluster. */
export function tokenSecretName(role: string, cluster: string): string {
  return `${role}-${cluster}-bound-token`;
}

/** Where the pods of a cluster have their files. */
export const DIRECTORIES = {
  config: '/etc/nats-config',
  pid: '/var/run/nats',
  operator: '/etc/nats-operator',
  resolver: '/var/lib/nats/resolver',
} as const;

export const CONFIG_FILE = 'nats.conf';
export const PID_FILE = `${DIRECTORIES.pid}/nats.pid`;
export const OPERATOR_JWT_FILE = 'op.jwt';

/** Written by the init container once it knows the external IP of the node, and included by the configuration. */
export const ADVERTISE = {
  directory: `${DIRECTORIES.config}/advertise`,
  client: 'advertise/client_advertise.conf',
  gateway: 'advertise/gateway_advertise.conf',
} as const;

/** The kinds of connections that have certificates of their own: the field of the Secret, its volume, where it is mounted. */
export const CERTIFICATES = [
  { field: 'serverSecret', volume: 'server-tls-certs', directory: '/etc/nats-server-tls-certs' },
  { field: 'routesSecret', volume: 'routes-tls-certs', directory: '/etc/nats-routes-tls-certs' },
  {
    field: 'gatewaySecret',
    volume: 'gateway-tls-certs',
    directory: '/etc/nats-gateways-tls-certs',
  },
  {
    field: 'leafnodeSecret',
    volume: 'leafnode-tls-certs',
    directory: '/etc/nats-leafnodes-tls-certs',
  },
  {
    field: 'websocketSecret',
    volume: 'websocket-tls-certs',
    directory: '/etc/nats-websocket-tls-certs',
  },
] as const;

export type CertificateField = (typeof CERTIFICATES)[number]['field'];

/** The other volumes of a pod. */
export const VOLUMES = {
  config: 'nats-config',
  pid: 'pid',
  operator: 'operator-jwt',
  resolver: 'resolver',
  advertise: 'advertiseconfig',
} as const;

/** The container of the server: the first of the template, if there is one, with what makes it a server of the cluster. */
import { DEFAULT_VERSION, type NatsClusterSpec } from './cluster-schema.ts';
import { serverImage } from './images.ts';
import type { Container, ContainerPort, EnvVar } from './kubernetes.ts';
import {
  CLIENT_PORT,
  CONFIG_FILE,
  DIRECTORIES,
  MONITOR_PORT,
  PID_FILE,
  podHost,
  ROUTE_PORT,
  type ClusterName,
} from './names.ts';
import { serverMounts } from './pod-volumes.ts';
import type { RenderSettings } from './settings.ts';
import { isAtLeast } from './versions.ts';

export function serverContainer(
  name: ClusterName,
  spec: NatsClusterSpec,
  settings: RenderSettings,
): Container {
  const given: Partial<Container> = spec.template?.spec?.containers?.[0] ?? {};
  const { pod = {} } = spec;
  const { image, program } = serverImage(spec, settings);
  return {
    name: 'nats',
    image,
    command: command(program, name, spec),
    resources: pod.resources,
    ...lifecycle(program),
    ...probes(spec),
    ...given,
    env: environment(given.env ?? [], pod.natsEnv ?? []),
    ports: [...ports(spec), ...(given.ports ?? [])],
    volumeMounts: [...(given.volumeMounts ?? []), ...serverMounts(spec)],
  };
}

function command(program: string, name: ClusterName, spec: NatsClusterSpec): string[] {
  return [
    program,
    '-c',
    `${DIRECTORIES.config}/${CONFIG_FILE}`,
    '-P',
    PID_FILE,
    // Certificates of routes are for names, not for the addresses of pods.
    '--cluster_advertise',
    podHost('$(POD_NAME)', name),
    '--connect_retries',
    '10',
    ...(spec.noAdvertise === true ? ['--no_advertise'] : []),
  ];
}

/** Whoever names a variable again has the last word, as with nats-operator. */
function environment(given: readonly EnvVar[], more: readonly EnvVar[]): EnvVar[] {
  const all: EnvVar[] = [
    { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    { name: 'SERVER_NAME', value: '$(POD_NAME)' },
    ...given,
    ...more,
  ];
  return all.filter(({ name }, at) => !all.slice(at + 1).some((later) => later.name === name));
}

/** Clients are told, the server waits for them to leave, and the SIGTERM that follows then changes nothing. */
function lifecycle(program: string): { readonly lifecycle: object } {
  const exec = { command: [program, '--signal', `ldm=${PID_FILE}`] };
  return { lifecycle: { preStop: { exec } } };
}

function probes({ tls = {}, version = DEFAULT_VERSION }: NatsClusterSpec): object {
  const httpGet = {
    // nats-server 2.7 brought /healthz.
    path: isAtLeast(version, 2, 7) ? '/healthz' : '/',
    port: 'monitoring',
    ...(tls.enableHttps === true ? { scheme: 'HTTPS' } : {}),
  };
  return {
    // Resolvers and certificates may take their time: 15 minutes until it is given up.
    startupProbe: { httpGet, timeoutSeconds: 5, periodSeconds: 5, failureThreshold: 180 },
    readinessProbe: { httpGet, timeoutSeconds: 5, periodSeconds: 10, failureThreshold: 3 },
    // As nats-operator asked: who restarts a busy server soon makes it busier.
    livenessProbe: { httpGet, timeoutSeconds: 10, periodSeconds: 60, failureThreshold: 3 },
  };
}

function ports(spec: NatsClusterSpec): ContainerPort[] {
  const { pod = {}, gatewayConfig, leafnodeConfig, websocketConfig } = spec;
  const port = (name: string, number: number | undefined, isOnNode: boolean): ContainerPort[] =>
    number === undefined
      ? []
      : [
          {
            name,
            containerPort: number,
            ...(isOnNode ? { hostPort: number } : {}),
            protocol: 'TCP',
          },
        ];
  return [
    ...port('cluster', ROUTE_PORT, false),
    ...port('client', CLIENT_PORT, pod.enableClientsHostPort === true),
    ...port('monitoring', MONITOR_PORT, false),
    ...port('gateways', gatewayConfig?.hostPort, pod.disableGatewaysHostPort !== true),
    ...port('leafnodes', leafnodeConfig?.hostPort, pod.disableLeafnodesHostPort !== true),
    ...port('websocket', websocketConfig?.port, pod.disableWebsocketsHostPort !== true),
  ];
}

/** The containers beside the server: the one that has it reload, the one that exports metrics, the one before them. */
import type { NatsClusterSpec } from './cluster-schema.ts';
import { defined } from './defined.ts';
import { bootconfigImage, metricsImage, reloaderImage } from './images.ts';
import type { Container, VolumeMount } from './kubernetes.ts';
import {
  ADVERTISE,
  CERTIFICATES,
  CONFIG_FILE,
  DIRECTORIES,
  METRICS_PORT,
  MONITOR_PORT,
  PID_FILE,
  podHost,
  VOLUMES,
  type ClusterName,
} from './names.ts';
import { ADVERTISE_MOUNT } from './pod-volumes.ts';
import { certificateFiles } from './tls-conf.ts';

/** Sends SIGHUP when one of the files that a reload reads has changed. `mounts` are those of the server. */
export function reloader(
  { pod = {}, tls = {}, auth = {} }: NatsClusterSpec,
  mounts: readonly VolumeMount[],
): Container | undefined {
  if (pod.enableConfigReload !== true) return undefined;
  const certificates = CERTIFICATES.flatMap(({ field }) => {
    const files = certificateFiles(tls, field);
    return files === undefined ? [] : [files.ca, files.certificate, files.key];
  });
  const { clientsAuthFile: file } = auth;
  const watched = [
    `${DIRECTORIES.config}/${CONFIG_FILE}`,
    ...certificates,
    ...(file === undefined ? [] : [file.startsWith('/') ? file : `${DIRECTORIES.config}/${file}`]),
  ];
  return sideContainer({
    name: 'reloader',
    image: reloaderImage(pod),
    imagePullPolicy: pod.reloaderImagePullPolicy,
    command: [
      'nats-server-config-reloader',
      '-pid',
      PID_FILE,
      ...watched.flatMap((path) => ['-config', path]),
    ],
    resources: pod.reloaderResources,
    volumeMounts: mounts.filter(
      ({ name, mountPath }) => name === VOLUMES.pid || mountPath.startsWith('/etc/'),
    ),
  });
}

/** Exports what the monitoring port of the server says. */
export function metrics(name: ClusterName, spec: NatsClusterSpec): Container | undefined {
  const { pod = {}, tls = {} } = spec;
  if (pod.enableMetrics !== true) return undefined;
  const files = tls.enableHttps === true ? certificateFiles(tls, 'serverSecret') : undefined;
  const { volume, directory } = CERTIFICATES[0];
  // A certificate is for the name of the pod, and is checked by the authority that is mounted.
  const secure = files && {
    env: [
      { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      { name: 'SSL_CERT_FILE', value: files.ca },
    ],
    volumeMounts: [{ name: volume, mountPath: directory }],
  };
  const url = secure ? `https://${podHost('$(POD_NAME)', name)}` : 'http://localhost';
  return sideContainer({
    name: 'metrics',
    image: metricsImage(pod),
    imagePullPolicy: pod.metricsImagePullPolicy,
    args: [
      '-connz',
      '-routez',
      '-subz',
      '-varz',
      ...(spec.gatewayConfig === undefined ? [] : ['-gatewayz']),
      ...(spec.leafnodeConfig === undefined ? [] : ['-leafz']),
      `${url}:${MONITOR_PORT}`,
    ],
    ports: [{ name: 'metrics', containerPort: METRICS_PORT, protocol: 'TCP' }],
    ...secure,
  });
}

/** Writes the external IP of the node, for which it asks the API server, into files that the configuration includes. */
export function bootconfig({ pod = {} }: NatsClusterSpec): Container | undefined {
  if (pod.advertiseExternalIP !== true) return undefined;
  return sideContainer({
    name: 'bootconfig',
    image: bootconfigImage(pod),
    command: [
      'nats-pod-bootconfig',
      '-f',
      `${DIRECTORIES.config}/${ADVERTISE.client}`,
      '-gf',
      `${DIRECTORIES.config}/${ADVERTISE.gateway}`,
    ],
    env: [
      { name: 'KUBERNETES_NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
    ],
    volumeMounts: [ADVERTISE_MOUNT],
  });
}

function sideContainer({ name, ...rest }: Container): Container {
  return { name, ...defined(rest) };
}

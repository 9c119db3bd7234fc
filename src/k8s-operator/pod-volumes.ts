/** The volumes of a pod, and where its containers mount them. */
import type { NatsClusterSpec } from './cluster-schema.ts';
import type { Volume, VolumeMount } from './kubernetes.ts';
import { ADVERTISE, CERTIFICATES, DIRECTORIES, VOLUMES } from './names.ts';
import { isFull } from './server-conf.ts';

export function podVolumes(
  cluster: string,
  spec: NatsClusterSpec,
  jwtSecret: string | undefined,
): Volume[] {
  const { tls = {}, pod = {}, operatorConfig } = spec;
  const isClaimed = operatorConfig?.resolverStorage !== undefined;
  return [
    secretVolume(VOLUMES.config, cluster),
    emptyVolume(VOLUMES.pid),
    ...CERTIFICATES.flatMap(({ field, volume }) => {
      const secret = tls[field];
      return secret === undefined ? [] : [secretVolume(volume, secret)];
    }),
    ...(jwtSecret === undefined ? [] : [secretVolume(VOLUMES.operator, jwtSecret)]),
    ...(keepsAccounts(spec) && !isClaimed ? [emptyVolume(VOLUMES.resolver)] : []),
    ...(pod.advertiseExternalIP === true ? [emptyVolume(VOLUMES.advertise)] : []),
  ];
}

function secretVolume(name: string, secretName: string): Volume {
  return { name, secret: { secretName } };
}

function emptyVolume(name: string): Volume {
  return { name, emptyDir: {} };
}

/** The claims that the StatefulSet makes for each pod. */
export function volumeClaims({ operatorConfig }: NatsClusterSpec): object[] {
  const storage = operatorConfig?.resolverStorage;
  if (storage === undefined) return [];
  const { size = '1Gi', storageClassName } = storage;
  return [
    {
      metadata: { name: VOLUMES.resolver },
      spec: {
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: size } },
        ...(storageClassName === undefined ? {} : { storageClassName }),
      },
    },
  ];
}

export const ADVERTISE_MOUNT: VolumeMount = {
  name: VOLUMES.advertise,
  mountPath: ADVERTISE.directory,
};

const PID_MOUNT: VolumeMount = { name: VOLUMES.pid, mountPath: DIRECTORIES.pid };

export function serverMounts(spec: NatsClusterSpec): VolumeMount[] {
  const { tls = {}, pod = {}, operatorConfig } = spec;
  return [
    ...certificateMounts(tls),
    { name: VOLUMES.config, mountPath: DIRECTORIES.config },
    PID_MOUNT,
    ...(operatorConfig === undefined
      ? []
      : [{ name: VOLUMES.operator, mountPath: DIRECTORIES.operator }]),
    ...(keepsAccounts(spec) ? [{ name: VOLUMES.resolver, mountPath: DIRECTORIES.resolver }] : []),
    ...(pod.advertiseExternalIP === true ? [ADVERTISE_MOUNT] : []),
    ...(pod.volumeMounts ?? []),
  ];
}

function certificateMounts(tls: NonNullable<NatsClusterSpec['tls']>): VolumeMount[] {
  return CERTIFICATES.filter(({ field }) => tls[field] !== undefined).map(
    ({ volume, directory }) => ({
      name: volume,
      mountPath: directory,
    }),
  );
}

function keepsAccounts({ operatorConfig }: NatsClusterSpec): boolean {
  return operatorConfig !== undefined && isFull(operatorConfig.resolver);
}

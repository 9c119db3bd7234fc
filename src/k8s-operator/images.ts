/** The images of the containers. */
import { VERSION } from '../base/version.ts';
import { DEFAULT_VERSION, type NatsClusterSpec } from './cluster-schema.ts';
import type { RenderSettings } from './settings.ts';
import { imageTag } from './versions.ts';

/** As the Helm chart has them; those that nats-operator took are no longer kept. */
const RELOADER = { name: 'natsio/nats-server-config-reloader', tag: '0.23.0' };
const METRICS = { name: 'natsio/prometheus-nats-exporter', tag: '0.20.1' };
const BOOTCONFIG = { name: 'natsio/nats-boot-config', tag: '0.23.0' };

const NATS_SERVER = 'nats';

/** Ours, where nobody says from where it comes. */
export const NATSX_IMAGE = `natsx:${VERSION}`;

/** The server's image, and the program in it, which is in the path of all of its images. */
export function serverImage(
  { serverImage: name, version = DEFAULT_VERSION }: NatsClusterSpec,
  { server, natsxImage = NATSX_IMAGE }: RenderSettings,
): { readonly image: string; readonly program: string } {
  if (server !== 'natsx')
    return { image: `${name ?? NATS_SERVER}:${imageTag(version)}`, program: 'nats-server' };
  // A version of nats-server says nothing about ours.
  const image = name === undefined ? natsxImage : `${name}:${imageTag(version)}`;
  return { image, program: 'natsx-server' };
}

type Pod = NonNullable<NatsClusterSpec['pod']>;

export function reloaderImage({ reloaderImage: name, reloaderImageTag: tag }: Pod): string {
  return `${name ?? RELOADER.name}:${tag ?? RELOADER.tag}`;
}

export function metricsImage({ metricsImage: name, metricsImageTag: tag }: Pod): string {
  return `${name ?? METRICS.name}:${tag ?? METRICS.tag}`;
}

export function bootconfigImage({ bootconfigImage: name, bootconfigImageTag: tag }: Pod): string {
  return `${name ?? BOOTCONFIG.name}:${tag ?? BOOTCONFIG.tag}`;
}

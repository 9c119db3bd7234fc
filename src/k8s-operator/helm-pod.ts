/** What the chart's values say of pods, containers and Services. */
import { isRecord } from './check.ts';
import { defined } from './defined.ts';
import type { HelmValues } from './helm-values.ts';
import type { HelmImport } from './imported.ts';
import { clusterLabels } from './names.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface HelmPod {
  readonly pod: Fields;
  readonly template: Fields | undefined;
  readonly serverImage: string | undefined;
  readonly version: string | undefined;
  readonly servicePolicy: Fields | undefined;
  readonly managementServicePolicy: Fields | undefined;
}

export function helmPod(imported: HelmImport): HelmPod {
  const { values } = imported;
  const isReloaded = values.isOn('reloader.enabled', true);
  const isMeasured = values.isOn('promExporter.enabled');
  const sidecar = (path: string, name: string, isOn: boolean): Fields => {
    const { image, tag } = imageOf(values, path);
    const policy = values.text(`${path}.pullPolicy`);
    if (!isOn) return {};
    return {
      [`${name}Image`]: image,
      [`${name}ImageTag`]: tag,
      [`${name}ImagePullPolicy`]: policy,
    };
  };
  const { image, tag } = imageOf(values, 'container.image');
  const env = environment(values.record('container.env') ?? {});
  return {
    serverImage: image,
    version: tag,
    pod: {
      resources: values.record('container.resources') ?? values.record('container.merge.resources'),
      natsEnv: env.length === 0 ? undefined : env,
      enableConfigReload: isReloaded ? true : undefined,
      ...sidecar('reloader.image', 'reloader', isReloaded),
      reloaderResources: values.record('reloader.merge.resources'),
      enableMetrics: isMeasured ? true : undefined,
      ...sidecar('promExporter.image', 'metrics', isMeasured),
      ...hostPorts(values),
    },
    template: template(imported),
    servicePolicy: policy(values, 'service.merge.metadata'),
    managementServicePolicy: policy(values, 'headlessService.merge.metadata'),
  };
}

/** The chart's parts of an image; undefined what it does not say. */
function imageOf(
  values: HelmValues,
  path: string,
): { readonly image: string | undefined; readonly tag: string | undefined } {
  const full = values.text(`${path}.fullImageName`);
  const repository = values.text(`${path}.repository`);
  const registry = values.text(`${path}.registry`) ?? values.text('global.image.registry');
  const digest = values.text(`${path}.digest`);
  const tag = values.text(`${path}.tag`);
  if (full !== undefined) {
    const [, image = full, found] = /^(.+?)(?::([^/]+))?$/.exec(full) ?? [];
    return { image, tag: found };
  }
  const parts = [registry, repository].filter((part) => part !== undefined);
  const image = repository === undefined ? undefined : parts.join('/');
  return { image, tag: digest === undefined || tag === undefined ? tag : `${tag}@${digest}` };
}

function environment(env: Fields): Fields[] {
  return Object.entries(env).map(([name, value]) =>
    isRecord(value) ? { name, ...value } : { name, value: String(value) },
  );
}

/** Ports are the node's with the chart only where that is said, with a NatsCluster those of servers always. */
function hostPorts(values: HelmValues): Fields {
  const isOnNode = (port: string): boolean =>
    values.number(`container.ports.${port}.hostPort`) !== undefined;
  const unless = (port: string): true | undefined =>
    values.isOn(`config.${port}.enabled`) && !isOnNode(port) ? true : undefined;
  return {
    enableClientsHostPort: isOnNode('nats') ? true : undefined,
    disableGatewaysHostPort: unless('gateway'),
    disableLeafnodesHostPort: unless('leafnodes'),
    disableWebsocketsHostPort: unless('websocket'),
  };
}

function template(imported: HelmImport): Fields | undefined {
  const { values } = imported;
  const spec = defined<unknown>({
    ...values.record('podTemplate.merge.spec'),
    topologySpreadConstraints: spread(imported),
    imagePullSecrets: pullSecrets(values),
    serviceAccountName: serviceAccount(imported),
    containers: serverContainer(values),
  });
  const metadata = values.record('podTemplate.merge.metadata');
  if (Object.keys(spec).length === 0 && metadata === undefined) return undefined;
  return defined({ metadata, spec });
}

function spread({ values, name }: HelmImport): object[] | undefined {
  const constraints = values.record('podTemplate.topologySpreadConstraints');
  if (constraints === undefined) return undefined;
  const labelSelector = { matchLabels: clusterLabels(name) };
  return Object.entries(constraints).map(([topologyKey, rule]) => ({
    topologyKey,
    labelSelector,
    ...(isRecord(rule) ? rule : {}),
  }));
}

function pullSecrets(values: HelmValues): object[] | undefined {
  const names = values.list('global.image.pullSecretNames');
  return names.length === 0 ? undefined : names.map((name) => ({ name }));
}

function serviceAccount({ values, name, differences }: HelmImport): string | undefined {
  const account = values.text('serviceAccount.name') ?? name;
  if (!values.isOn('serviceAccount.enabled')) return undefined;
  const text = `the ServiceAccount ${account} must be there; make it yourself`;
  differences.push({ path: 'serviceAccount', text, isToDo: true });
  return account;
}

/** Servers are named by their pods, with the chart after a prefix. */
function serverContainer(values: HelmValues): object[] | undefined {
  const prefix = values.text('config.serverNamePrefix');
  const imagePullPolicy =
    values.text('container.image.pullPolicy') ?? values.text('global.image.pullPolicy');
  if (prefix === undefined && imagePullPolicy === undefined) return undefined;
  const env =
    prefix === undefined ? undefined : [{ name: 'SERVER_NAME', value: `${prefix}$(POD_NAME)` }];
  return [defined<unknown>({ name: 'nats', imagePullPolicy, env })];
}

function policy(values: HelmValues, path: string): Fields | undefined {
  const both = defined({
    labels: values.record(`${path}.labels`),
    annotations: values.record(`${path}.annotations`),
  });
  return Object.keys(both).length === 0 ? undefined : both;
}

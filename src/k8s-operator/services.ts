/** The Services of a cluster: one for clients, one by whose names servers find each other. */
import type { NatsClusterSpec } from './cluster-schema.ts';
import type { Manifest } from './kubernetes.ts';
import {
  CLIENT_PORT,
  clusterLabels,
  headlessName,
  METRICS_PORT,
  MONITOR_PORT,
  ROUTE_PORT,
  type ClusterName,
} from './names.ts';

interface ServicePort {
  readonly name: string;
  readonly port: number;
  readonly targetPort: number;
  readonly protocol: 'TCP';
}

export function clientService(name: ClusterName, spec: NatsClusterSpec): Manifest {
  const { servicePolicy, websocketConfig } = spec;
  return service(name.name, name, servicePolicy, {
    ports: [...port('tcp-client', CLIENT_PORT), ...port('websocket', websocketConfig?.port)],
    selector: clusterLabels(name.name),
  });
}

/** Its names stand for the pods, for those too that are not ready: they become so by finding each other. */
export function headlessService(name: ClusterName, spec: NatsClusterSpec): Manifest {
  const { managementServicePolicy, websocketConfig, gatewayConfig, leafnodeConfig } = spec;
  return service(headlessName(name.name), name, managementServicePolicy, {
    clusterIP: 'None',
    publishNotReadyAddresses: true,
    ports: [
      ...port('cluster', ROUTE_PORT),
      ...port('monitoring', MONITOR_PORT),
      ...port('metrics', METRICS_PORT),
      ...port('websocket', websocketConfig?.port),
      ...port('gateways', gatewayConfig?.hostPort),
      ...port('leafnodes', leafnodeConfig?.hostPort),
    ],
    selector: clusterLabels(name.name),
  });
}

function port(name: string, number: number | undefined): ServicePort[] {
  if (number === undefined) return [];
  return [{ name, port: number, targetPort: number, protocol: 'TCP' }];
}

function service(
  serviceName: string,
  { name, namespace }: ClusterName,
  policy: NatsClusterSpec['servicePolicy'],
  spec: object,
): Manifest {
  const { labels, annotations } = policy ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: serviceName,
      namespace,
      labels: { ...labels, ...clusterLabels(name) },
      ...(annotations === undefined ? {} : { annotations }),
    },
    spec,
  };
}

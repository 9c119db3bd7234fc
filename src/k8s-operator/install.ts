/** All that Kubernetes needs to run the operator. */
import { customResourceDefinitions } from './crds.ts';
import { NATSX_IMAGE } from './images.ts';
import type { Manifest } from './kubernetes.ts';
import { nodeReaders, OPERATOR, operatorRights } from './roles.ts';

export interface InstallSettings {
  /** Where the operator runs. */
  readonly namespace: string;
  readonly image?: string;
  /** How many operators run, of which one works. */
  readonly replicas?: number;
  /** What the operator looks after; undefined: all namespaces. */
  readonly watched?: readonly string[] | undefined;
  /** Where clusters advertise the external IPs of their nodes. */
  readonly nodeReaders?: readonly string[];
  /** Whose server runs where a NatsCluster names no image. */
  readonly server?: 'nats-server' | 'natsx';
}

/** In the order in which they are to be applied. */
export function installation(settings: InstallSettings): Manifest[] {
  const { namespace, watched } = settings;
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    ...customResourceDefinitions(),
    ...operatorRights(namespace, watched),
    ...nodeReaders(settings.nodeReaders ?? []),
    deployment(settings),
  ];
}

const HEALTH_PORT = 8080;

/** Nobody in particular: the operator owns no files. */
const USER = 65532;

function deployment(settings: InstallSettings): Manifest {
  const { namespace, image = NATSX_IMAGE, replicas = 1 } = settings;
  const labels = { 'app.kubernetes.io/name': OPERATOR };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: OPERATOR, namespace, labels },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: OPERATOR,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: USER,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          containers: [
            {
              name: 'operator',
              image,
              command: ['natsx', 'k8s', 'operator', ...args(settings)],
              ports: [{ name: 'health', containerPort: HEALTH_PORT, protocol: 'TCP' }],
              livenessProbe: {
                httpGet: { path: '/healthz', port: 'health' },
                initialDelaySeconds: 10,
                periodSeconds: 20,
              },
              readinessProbe: { httpGet: { path: '/readyz', port: 'health' }, periodSeconds: 10 },
              resources: {
                requests: { cpu: '50m', memory: '128Mi' },
                limits: { memory: '512Mi' },
              },
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ['ALL'] },
              },
            },
          ],
        },
      },
    },
  };
}

function args({ watched, server }: InstallSettings): string[] {
  return [
    ...(watched === undefined
      ? ['--all-namespaces']
      : watched.flatMap((namespace) => ['--namespace', namespace])),
    ...(server === undefined ? [] : ['--server', server]),
  ];
}

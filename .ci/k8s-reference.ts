// docs/reference/k8s.md: what one can write, from the schemas, and what comes of it. `npm run docs` writes it.
import { customResourceDefinitions } from '../src/k8s-operator/crds.ts';
import { GROUP, KINDS, type ResourceKind } from '../src/k8s-operator/resources.ts';
import type { OpenApi } from '../src/k8s-operator/schema.ts';

const INTRODUCTION = `# NATS in Kubernetes

\`natsx k8s render\` makes manifests of a NatsCluster, without an API server; \`natsx k8s operator\` does the same in a cluster
and keeps it so; \`natsx k8s install\` prints what the operator needs there; \`natsx k8s import\` makes a NatsCluster of a
release of the Helm chart, or of what nats-operator had. Made by \`.ci/k8s-reference.ts\` from the schemas in
\`src/k8s-operator/\`.

\`\`\`
natsx k8s install --image registry.example.com/natsx:0.1.0 | kubectl apply --server-side --filename -
kubectl apply --filename - <<END
apiVersion: nats.io/v1alpha2
kind: NatsCluster
metadata: { name: nats }
spec: { size: 3, version: "2.14.2", pod: { enableConfigReload: true } }
END
kubectl get nats
\`\`\`

Without the operator: \`natsx k8s render cluster.yaml | kubectl apply --filename -\`. A field that there is not, a value that
can't be, or two fields that exclude each other are refused, each by its name and line.

## What a NatsCluster becomes

| Object | Name | What it is |
|---|---|---|
| Secret | \`<name>\` | \`nats.conf\` |
| Service | \`<name>\` | clients: port 4222, and that of websockets |
| Service | \`<name>-mgmt\` | the names of the pods; ports 6222, 8222, 7777 (metrics), and those of gateways, leafnodes and websockets |
| PodDisruptionBudget | \`<name>\` | one server at a time may be taken away |
| StatefulSet | \`<name>\` | pods \`<name>-1\`, \`<name>-2\`, …; \`<pod>.<name>-mgmt.<namespace>.svc\` is where one finds another |

Names, labels (\`app: nats\`, \`nats_cluster: <name>\`), ports, mounts and the files' names are those of nats-operator. It runs
Go's nats-server, or natsx with \`--server natsx\`.

- A pod that ends makes its server a lame duck first (\`nats-server --signal ldm=…\`), and has
  \`lameDuckDurationSeconds\` and 20 seconds more.
- Probes ask \`/healthz\` on port 8222 (\`/\` of servers before 2.7), by HTTPS with \`tls.enableHttps\`.
- With \`pod.enableConfigReload\` a sidecar sends SIGHUP when the configuration or a certificate changes, and pods start anew
  only for what nats-server can't reload: \`lameDuckDurationSeconds\`, \`useServerName\`, \`maxPending\`, \`maxSubscriptions\`,
  gateways, leafnodes, websockets, and which operator is trusted. Without it they start anew, one after the other, for any
  change of the configuration. Routes never cause one: servers tell each other.
- With \`pod.advertiseExternalIP\` an init container asks the API server for the external IP of its node, for which pods run
  as the service account \`nats-server\` unless \`template\` names another. \`natsx k8s render\` prints it with its role;
  \`natsx k8s install --node-reader NAMESPACE\` does for the operator.
- A certificate is a Secret of three files. Those of cert-manager need \`…CAFileName: ca.crt\`, \`…CertFileName: tls.crt\` and
  \`…KeyFileName: tls.key\`.
- \`auth.clientsAuthSecret\`, \`clusterAuthSecret\` and \`gatewayAuthSecret\` name Secrets of one entry, JSON:
  \`username\`, \`password\`, for clients also \`token\`, \`users\` (\`username\`, \`password\`, \`nkey\`, \`permissions\`),
  \`default_permissions\` and \`include\`. \`render\` looks for them in its files.
- With \`operatorConfig.resolver: FULL\` servers keep the accounts that are pushed to them. \`MEMORY\` and \`FULL\` need the JWT
  of the system account in \`resolverPreload\`, or \`operator\`, which has it from a NatsOperator.
- \`extraRoutes\` make one cluster of two: it then has the name that its servers agree on.

## Otherwise than with nats-operator

| nats-operator | here |
|---|---|
| pods of its own, \`<name>-a\` after \`<name>-9\` | those of a StatefulSet, \`<name>-10\` |
| what changes in a resource reaches pods when they are made anew | reaches them at once, one after the other |
| unknown fields are taken for nothing | refused, by name |
| of \`enableServiceAccounts\`, \`clientsAuthSecret\` and \`clientsAuthFile\` the first counts | two of them are refused |
| a cluster whose roles have no tokens yet lets everybody in | lets nobody in |
| a certificate without what it is for crashes the operator | is refused |
| \`resolver\` is any text | \`URL(…)\`, \`MEMORY\` or \`FULL\` |
| servers from 1.2 on, 2.1.9 by default | from 2.2 on, 2.14.2 by default |
| \`<name>-mgmt\` finds the servers of one version | of all versions |
| a lame duck of any length | 30 seconds at least, which nats-server wants |

## Coming from Helm or nats-operator

\`natsx k8s import\` prints the NatsCluster, and Secrets that it names; on stderr a line for each thing that is not as it was:
\`differs: …\`, or \`to do: …\` where somebody has to do something before it can be applied. JetStream, MQTT and the Ingress of
the chart are no part of a NatsCluster, nor are values that are patched in; each is named. The chart's pods are other pods:
run both, join them by gateways or \`extraRoutes\`, and take the release away when its clients have gone.

## Rights

The operator reads and writes Secrets, Services, StatefulSets and PodDisruptionBudgets, reads ServiceAccounts, makes tokens
for them, and writes events and its Lease: in all namespaces, or in those of \`natsx k8s install --watch NAMESPACE\` alone. It
makes no roles, and runs nothing in pods. A NatsOperator issues accounts of its own namespace, and of those that its
\`allowedNamespaces\` name; a NatsAccount likewise for users.
`;

/** The page. */
export function k8sReference(): string {
  const count = customResourceDefinitions().length;
  const sections = Object.values<ResourceKind>(KINDS).map(kindSection);
  const all = `\n## Resources\n\n${count} kinds, all of them in namespaces. Fields in bold must be there.\n`;
  return `${INTRODUCTION}${all}${sections.join('')}`;
}

function kindSection({ kind, version, description, spec, status }: ResourceKind): string {
  return (
    `\n### ${kind}\n\n\`${GROUP}/${version}\`. ${description}\n\n` +
    `| Field | Type | What it says |\n|---|---|---|\n${rows(spec.openapi, 'spec').join('')}` +
    `\nThe operator says in its status:\n\n` +
    `| Field | Type | What it says |\n|---|---|---|\n${rows(status.openapi, 'status').join('')}`
  );
}

function rows({ properties = {}, required = [] }: OpenApi, path: string): string[] {
  return Object.entries(properties).flatMap(([name, field]) => {
    const place = `${path}.${name}`;
    const shown = required.includes(name) ? `**\`${place}\`**` : `\`${place}\``;
    return [row(shown, field), ...inner(field, place)];
  });
}

function row(shown: string, field: OpenApi): string {
  const text = [field.description ?? '', ...limits(field)].join(' ').trim();
  return `| ${shown} | ${typeOf(field)} | ${text.replaceAll('|', '\\|')} |\n`;
}

/** Fields of Kubernetes' own types are Kubernetes' to describe. */
function inner(field: OpenApi, path: string): string[] {
  if (path === 'spec.template') return [];
  if (field.items !== undefined) return inner(field.items, `${path}[]`);
  return rows(field, path);
}

function typeOf(field: OpenApi): string {
  const { type, items, additionalProperties: values } = field;
  if (field['x-kubernetes-int-or-string'] === true) return 'amount';
  if (items !== undefined) return `list of ${typeOf(items)}`;
  if (values !== undefined) return `map of ${typeOf(values)}`;
  const names = { object: 'map', array: 'list', string: 'text', boolean: 'flag' } as const;
  if (type === 'integer' || type === 'number') return type;
  return type === undefined ? 'anything' : names[type];
}

function limits({ minimum, maximum, enum: options }: OpenApi): string[] {
  const range =
    minimum === undefined
      ? []
      : [maximum === undefined ? `At least ${minimum}.` : `${minimum} to ${maximum}.`];
  const choice =
    options === undefined ? [] : [`One of ${options.map((option) => `\`${option}\``).join(', ')}.`];
  return [...range, ...choice];
}

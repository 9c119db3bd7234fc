import { programCommand } from '../../cli/client-command.ts';
import { renderProgram } from '../../cli/k8s/render.ts';

export default programCommand(renderProgram, {
  summary: 'Print what Kubernetes needs for a NatsCluster',
  description:
    'Reads files of YAML or JSON, - for its input, and prints the manifests of the NatsClusters in them: StatefulSet, ' +
    'Services, PodDisruptionBudget and the Secret with nats.conf. No API server is asked: what a cluster refers to, ' +
    'Secrets of users or NatsServiceRoles, is looked for in the files. The same files give the same manifests. A field ' +
    'that can not be had is refused by its name and line.',
  examples: [
    'k8s render cluster.yaml',
    'natsx k8s render cluster.yaml users-secret.yaml | kubectl apply --filename -',
    'k8s render cluster.yaml --conf',
    'k8s render cluster.yaml --server natsx --natsx-image registry.example.com/natsx:0.1.0',
  ],
  args: { file: 'files of YAML or JSON, - for the input' },
  takesMore: true,
});

import { clientCommand } from '../../cli/client-command.ts';
import { importFlags, importResources } from '../../cli/k8s/import.ts';

export default clientCommand({
  name: 'k8s import',
  summary: 'Make a NatsCluster of a Helm release or of what nats-operator had',
  description:
    'Reads values of the Helm chart nats, the Secret in which Helm keeps a release, or a NatsCluster of nats-operator; ' +
    'prints a NatsCluster, with the Secrets that it names, and on stderr what is not as it was: what differs, what is ' +
    'left out, and what is to be done before it can be applied.',
  examples: [
    'natsx k8s import values.yaml > cluster.yaml',
    'helm get values nats --namespace nats --output yaml | natsx k8s import - --namespace nats',
    'kubectl get secrets --selector owner=helm,name=nats,status=deployed --output yaml | natsx k8s import -',
    'kubectl get natsclusters nats --output yaml | natsx k8s import -',
  ],
  args: { file: 'file of YAML or JSON, - for the input' },
  flags: importFlags,
  run: importResources,
});

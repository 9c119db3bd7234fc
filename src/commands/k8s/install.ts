import { clientCommand } from '../../cli/client-command.ts';
import { install, installFlags } from '../../cli/k8s/install.ts';

export default clientCommand({
  name: 'k8s install',
  summary: 'Print what Kubernetes needs to run the operator',
  description:
    'CustomResourceDefinitions with their schemas, service account, roles and the Deployment of natsx k8s operator. ' +
    'Nothing is changed: apply what it prints.',
  examples: [
    'natsx k8s install | kubectl apply --server-side --filename -',
    'natsx k8s install --crds-only | kubectl apply --server-side --filename -',
    'k8s install --namespace nats --watch nats --watch orders',
    'k8s install --image registry.example.com/natsx:0.1.0 --replicas 2 --node-reader nats',
  ],
  flags: installFlags,
  run: install,
});

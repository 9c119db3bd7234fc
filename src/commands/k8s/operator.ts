import { Flags } from '@oclif/core';
import { parseDuration } from '../../base/duration.ts';
import { BaseCommand } from '../../cli/base-command.ts';
import { CaughtSignals } from '../../cli/caught-signals.ts';
import { runOperator } from '../../cli/k8s/run-operator.ts';
import { processHost } from '../../cli/process-host.ts';

export default class K8sOperator extends BaseCommand {
  static override summary = 'Run the Kubernetes operator';
  static override description =
    'Watches NatsClusters, NatsServiceRoles, NatsOperators, NatsAccounts and NatsUsers and sees to it that what they say is ' +
    'so. Several of them may run: one leads. SIGINT and SIGTERM stop it; it may also be killed at any time, and goes on ' +
    'from what is there. natsx k8s install prints what it needs in a cluster.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --all-namespaces',
    '<%= config.bin %> <%= command.id %> --kubeconfig ~/.kube/config --namespace nats --no-leader-elect',
  ];
  static override flags = {
    namespace: Flags.string({
      char: 'n',
      description: 'namespace to look after; several times for several [default: its own]',
      multiple: true,
      exclusive: ['all-namespaces'],
    }),
    'all-namespaces': Flags.boolean({ char: 'A', description: 'look after all namespaces' }),
    kubeconfig: Flags.string({
      description:
        'where the API server is [default: $KUBECONFIG, ~/.kube/config, or as its pod says]',
    }),
    context: Flags.string({ description: 'context of the kubeconfig' }),
    'leader-elect': Flags.boolean({
      description: 'work only while no other operator does',
      default: true,
      allowNo: true,
    }),
    'lease-name': Flags.string({
      description: 'Lease by which operators agree who leads',
      default: 'natsx-operator',
    }),
    'lease-namespace': Flags.string({ description: 'its namespace [default: its own]' }),
    'health-host': Flags.string({ description: 'address for probes and metrics [default: all]' }),
    'health-port': Flags.integer({
      description: 'port for /healthz, /readyz and /metrics; 0 for none',
      default: 8080,
      min: 0,
      max: 65535,
    }),
    resync: Flags.string({
      description: 'how often all is looked at without a reason',
      default: '10m',
    }),
    'drift-interval': Flags.string({
      description: 'how often servers are asked which accounts they use',
      default: '1m',
    }),
    server: Flags.option({
      description: 'whose server runs where a NatsCluster names no image',
      options: ['nats-server', 'natsx'] as const,
      default: 'nats-server' as const,
    })(),
    debug: Flags.boolean({ char: 'D', description: 'log more' }),
  };

  override async run(): Promise<void> {
    const signals = new CaughtSignals((signal, caught) => process.on(signal, caught));
    const { flags } = await this.parse(K8sOperator);
    const settings = {
      namespaces: flags.namespace ?? [],
      allNamespaces: flags['all-namespaces'],
      kubeconfig: flags.kubeconfig,
      context: flags.context,
      leaderElection: flags['leader-elect'],
      leaseName: flags['lease-name'],
      leaseNamespace: flags['lease-namespace'],
      healthHost: flags['health-host'],
      healthPort: flags['health-port'],
      resyncMs: parseDuration(flags.resync),
      driftMs: parseDuration(flags['drift-interval']),
      cluster: { server: flags.server },
    };
    this.exit(await runOperator(settings, flags.debug, processHost(signals)));
  }
}

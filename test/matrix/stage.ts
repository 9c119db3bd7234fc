// What a scenario is given: a deployment that is whole, clients for it, chance, and somebody to tell.
import { connect, type ConnectionOptions, type NatsConnection } from '@nats-io/transport-node';
import type { DeployedServer, Deployment } from '../support/deployment.ts';
import type { Random } from '../support/random.ts';
import type { ServerDesign } from '../support/topology.ts';

/** One behaviour of a deployment, whatever servers it is made of. It leaves the deployment as it found it: whole. */
export interface Scenario {
  readonly name: string;
  readonly run: (stage: Stage) => Promise<void>;
}

export class Stage implements AsyncDisposable {
  readonly deployment: Deployment;
  readonly random: Random;
  /** Tells the reader a figure that no assertion is about. */
  readonly tell: (text: string) => void;
  readonly #clients: NatsConnection[] = [];
  #lastSubject = 0;

  constructor(deployment: Deployment, random: Random, tell: (text: string) => void) {
    this.deployment = deployment;
    this.random = random;
    this.tell = tell;
  }

  get servers(): readonly DeployedServer[] {
    return this.deployment.servers;
  }

  /** The servers of its cluster, itself among them; a server by itself is one. */
  cluster({ design }: DeployedServer): readonly DeployedServer[] {
    const name = clusterOf(design);
    return this.servers.filter((one) => clusterOf(one.design) === name);
  }

  /** The clusters, and what is by itself. */
  get clusters(): readonly (readonly DeployedServer[])[] {
    return this.servers
      .map((server) => this.cluster(server))
      .filter((cluster, at) => cluster[0] === this.servers[at]);
  }

  /** A subject that nobody else uses. */
  subject(name: string): string {
    return `${name}.${process.pid}-${Date.now()}-${++this.#lastSubject}`;
  }

  /** A client of this server, which ends with the scenario; unless told otherwise it stays with its server. */
  async client(
    server: DeployedServer,
    user = 'a',
    options: ConnectionOptions = {},
  ): Promise<NatsConnection> {
    const client = await connect({
      servers: server.address,
      user,
      pass: 'p',
      reconnect: false,
      ...options,
    });
    this.#clients.push(client);
    return client;
  }

  /** A client of each server. */
  clients(user?: string): Promise<NatsConnection[]> {
    return Promise.all(this.servers.map((server) => this.client(server, user)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
  }
}

function clusterOf({ cluster, name }: ServerDesign): string {
  return cluster ?? name;
}

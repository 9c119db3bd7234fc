// Two servers that belong together and send each other messages all the while, and a route port for others to try.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Deployment } from '../../support/deployment.ts';
import type { Engine } from '../../support/engines.ts';
import { eventually } from '../../support/eventually.ts';
import { RawClient, type RawClientOptions } from '../../support/raw-client.ts';
import { RawRoutePeer, type RawRouteIdentity } from '../../support/raw-route-peer.ts';
import { cluster, type Settings } from '../../support/topology.ts';

const LOGIN = 'CONNECT {"verbose":false,"user":"a","pass":"p"}\r\n';

export class BesiegedCluster implements AsyncDisposable {
  readonly deployment: Deployment;
  readonly #clients: readonly RawClient[];
  readonly #peers: RawRoutePeer[] = [];
  #messages = 0;

  static async start(engine: Engine, settings: Settings = {}): Promise<BesiegedCluster> {
    const deployment = await Deployment.start(cluster(2), [engine, engine], settings);
    const clients = await Promise.all(
      deployment.servers.map(({ place }) =>
        RawClient.connect(place.clientPort, { waitMs: 20_000 }),
      ),
    );
    const besieged = new BesiegedCluster(deployment, clients);
    await deployment.whole();
    for (const client of clients) client.send(`${LOGIN}SUB beside 1\r\n`);
    for (const client of clients) await client.settle();
    await eventually(
      async () => {
        for (const client of clients) client.send('PUB beside 2\r\nup\r\n');
        const heard = await Promise.all(clients.map((client) => client.settle()));
        return heard.every((text) => text.split('up').length >= 3);
      },
      () => 'the two servers do not hear each other',
    );
    await besieged.isUnharmed();
    return besieged;
  }

  private constructor(deployment: Deployment, clients: readonly RawClient[]) {
    this.deployment = deployment;
    this.#clients = clients;
  }

  /** Opens a route to the first server. */
  async stranger(options: RawClientOptions = {}): Promise<RawRoutePeer> {
    const { routePort } = this.deployment.servers[0]!.place;
    const peer = await RawRoutePeer.dial(routePort, { waitMs: 20_000, ...options });
    this.#peers.push(peer);
    return peer;
  }

  /** Another server of the cluster, as the first one sees it. */
  async member(
    identity: RawRouteIdentity = {},
    options: RawClientOptions = {},
  ): Promise<RawRoutePeer> {
    const peer = await this.stranger(options);
    await peer.join(identity);
    return peer;
  }

  /** Messages go from each server to the other, each once. */
  async isUnharmed(): Promise<void> {
    for (const from of this.#clients) {
      const text = `${++this.#messages}`;
      from.send(`PUB beside ${text.length}\r\n${text}\r\n`);
      const message = `MSG beside 1 ${text.length}\r\n${text}\r\n`;
      for (const to of this.#clients) {
        await to.waitFor((frames) => frames.includes(message), message);
        assert.deepEqual(
          to.takeFrames().filter((frame) => frame === message),
          [message],
        );
      }
    }
  }

  /** What the first server holds in memory, in bytes. */
  get residentBytes(): number {
    const { pid } = this.deployment.servers[0]!;
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)![1]) * 1024;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const peer of this.#peers) peer.destroy();
    for (const client of this.#clients) client.destroy();
    await this.deployment.stop();
  }
}

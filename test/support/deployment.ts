// A whole deployment: a server process for each of a topology's, from configuration files, that a test may end and start
// again.
//
//   await using deployment = await Deployment.start(cluster(3), [natsx, natsx, old]);
//   await deployment.whole();                                    // each is connected to all it should be
//   await deployment.servers[0]!.end('SIGKILL');
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { linkFaults } from './deployment-links.ts';
import type { Engine } from './engines.ts';
import { eventually } from './eventually.ts';
import { freePorts } from './free-port.ts';
import { RawClient, type Info } from './raw-client.ts';
import { ServerProgram } from './server-program.ts';
import {
  configurationOf,
  type Place,
  type ServerDesign,
  type Settings,
  type Topology,
} from './topology.ts';

export class Deployment implements AsyncDisposable {
  readonly topology: Topology;
  readonly servers: readonly DeployedServer[];
  readonly #folder: string;
  /** Nothing is left running, however the tests end. */
  readonly #killAll = (): void => {
    for (const server of this.running) server.kill('SIGKILL');
  };

  /** Starts the servers in the topology's order, each when the one before is ready. */
  static async start(
    topology: Topology,
    engines: readonly Engine[],
    settings: Settings = {},
    places?: ReadonlyMap<string, Place>,
  ): Promise<Deployment> {
    if (places !== undefined) return Deployment.#startAt(places, topology, engines, settings);
    for (let attempt = 1; ; attempt++) {
      try {
        const free = await localPlaces(topology.servers);
        return await Deployment.#startAt(free, topology, engines, settings);
      } catch (error) {
        // Another program was faster: there are other ports.
        const isTaken = /address already in use|EADDRINUSE/.test(String(error));
        if (!isTaken || attempt === 3) throw error;
      }
    }
  }

  static async #startAt(
    places: ReadonlyMap<string, Place>,
    topology: Topology,
    engines: readonly Engine[],
    settings: Settings,
  ): Promise<Deployment> {
    const folder = await mkdtemp(join(tmpdir(), 'natsx-deployment-'));
    const servers = await Promise.all(
      topology.servers.map(async (design, index) => {
        const file = join(folder, `${design.name}.conf`);
        await writeFile(file, configurationOf(design, places, settings), { mode: 0o600 });
        return new DeployedServer(design, engines[index]!, places.get(design.name)!, file);
      }),
    );
    const deployment = new Deployment(topology, servers, folder);
    try {
      for (const server of servers) await server.start();
    } catch (error) {
      await deployment.stop();
      throw error;
    }
    return deployment;
  }

  private constructor(topology: Topology, servers: readonly DeployedServer[], folder: string) {
    this.topology = topology;
    this.servers = servers;
    this.#folder = folder;
    process.once('exit', this.#killAll);
  }

  /** The servers that run. */
  get running(): readonly DeployedServer[] {
    return this.servers.filter(({ isRunning }) => isRunning);
  }

  /**
   * Waits until each running server is connected to those that it should be, and to nobody who is gone; says how long
   * that took. With `only`, until those are among each other.
   */
  async whole(only: readonly DeployedServer[] = this.running): Promise<number> {
    const faults = async () => {
      const each = only.map((server) => {
        const others = only.filter((other) => other !== server);
        return linkFaults(server, others);
      });
      return (await Promise.all(each)).flat();
    };
    const { afterMs } = await eventually(
      async () => (await faults()).length === 0,
      async () => (await faults()).join('; '),
      { withinMs: 30_000 },
    );
    return afterMs;
  }

  /** The end of each server's log. */
  logs(lines = 25): string {
    return this.servers
      .map(({ name, engine, log }) => {
        const end = log.trimEnd().split('\n').slice(-lines).join('\n    ');
        return `  ${name} (${engine.label}):\n    ${end}`;
      })
      .join('\n');
  }

  async stop(): Promise<void> {
    process.off('exit', this.#killAll);
    await Promise.all(this.servers.map((server) => server.end('SIGKILL')));
    await rm(this.#folder, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

export class DeployedServer {
  readonly design: ServerDesign;
  readonly engine: Engine;
  readonly place: Place;
  /** Its identity since it was last started. */
  id = '';
  readonly #file: string;
  #program: ServerProgram | undefined;
  /** What it said before it was last started. */
  #earlierLog = '';

  constructor(design: ServerDesign, engine: Engine, place: Place, file: string) {
    this.design = design;
    this.engine = engine;
    this.place = place;
    this.#file = file;
  }

  get name(): string {
    return this.design.name;
  }

  /** `host:port`, as `connect_urls` has it. */
  get address(): string {
    return `${this.place.host}:${this.place.clientPort}`;
  }

  get isRunning(): boolean {
    return this.#program !== undefined;
  }

  get pid(): number {
    assert(this.#program !== undefined, `${this.name} does not run`);
    return this.#program.pid;
  }

  get log(): string {
    return this.#earlierLog + (this.#program?.err ?? '');
  }

  /** Starts it, and waits until it takes clients. */
  async start(): Promise<void> {
    const { program, args } = this.engine;
    const [file, ...argv] = [...this.place.runIn, program, ...args, '-c', this.#file];
    this.#program = new ServerProgram(file, argv);
    await this.#program.says('Server is ready');
    // A nats-server says so before it takes routes.
    if (this.design.cluster !== undefined) {
      await this.#program.says('Listening for route connections on');
    }
    const info = await this.info();
    // Another program may have come before it to the port.
    if (info['server_name'] !== this.name) throw new Error(`${this.address} is not ${this.name}`);
    this.id = String(info['server_id']);
  }

  kill(signal: NodeJS.Signals): void {
    this.#program?.kill(signal);
  }

  /** Sends it a signal, and waits until it has ended. */
  async end(signal: NodeJS.Signals): Promise<void> {
    const program = this.#program;
    if (program === undefined) return;
    program.kill(signal);
    await program.ended();
    this.#earlierLog += `${program.err}(ended by ${signal})\n`;
    this.#program = undefined;
  }

  /** The INFO that a client is greeted with. */
  async info(): Promise<Info> {
    const client = await RawClient.connect(this.place.clientPort, { host: this.place.host });
    client.destroy();
    return client.info;
  }

  /** What it answers on its monitoring port. */
  async monitor(path: string): Promise<Readonly<Record<string, unknown>>> {
    const { host, monitorPort } = this.place;
    const response = await fetch(`http://${host}:${monitorPort}${path}`, {
      signal: AbortSignal.timeout(2000),
    });
    return (await response.json()) as Record<string, unknown>;
  }
}

/** Free ports of this machine. */
export async function localPlaces(
  servers: readonly ServerDesign[],
): Promise<ReadonlyMap<string, Place>> {
  const ports = await freePorts(servers.length * 5);
  return new Map(
    servers.map(({ name }) => {
      const [clientPort, monitorPort, routePort, gatewayPort, leafPort] = ports.splice(0, 5);
      const place: Place = {
        host: '127.0.0.1',
        clientPort: clientPort!,
        monitorPort: monitorPort!,
        routePort: routePort!,
        gatewayPort: gatewayPort!,
        leafPort: leafPort!,
        runIn: [],
      };
      return [name, place];
    }),
  );
}

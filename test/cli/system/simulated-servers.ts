// Servers of a deployment that is none: a client of the system account answers in their names.
import { connect, type NatsConnection } from '@nats-io/transport-node';
import type { Statsz } from '../../../src/system-client/statsz.ts';
import { Server } from '../../../src/server/server.ts';

export interface SimulatedServer {
  readonly id: string;
  readonly name: string;
  readonly cluster: string;
  readonly host?: string;
  readonly version?: string;
  readonly statsz?: Partial<Statsz>;
  /** What it answers to each other endpoint: ROUTEZ, VARZ … */
  readonly answers?: Readonly<Record<string, object>>;
}

/** A broker whose system account is an ordinary one, so that nobody but the simulated servers answers in it. */
export class Deployment implements AsyncDisposable {
  readonly url: string;
  readonly #server: Server;
  readonly #responder: NatsConnection;

  static async start(servers: readonly SimulatedServer[]): Promise<Deployment> {
    const server = await Server.start({ port: 0, noSystemAccount: true });
    const responder = await connect({ servers: server.url });
    responder.subscribe('$SYS.REQ.SERVER.>', {
      callback: (_error, message) => {
        const [, , , to, endpoint = 'STATSZ'] = message.subject.split('.');
        for (const each of servers) {
          if (to !== 'PING' && to !== each.id) continue;
          const answer = answerOf(each, endpoint);
          if (answer !== undefined) message.respond(JSON.stringify(answer));
        }
      },
    });
    await responder.flush();
    return new Deployment(server, responder);
  }

  private constructor(server: Server, responder: NatsConnection) {
    this.#server = server;
    this.#responder = responder;
    this.url = server.url;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#responder.close();
    await this.#server.stop();
  }
}

const START = '2026-01-31T08:00:00Z';
const NOW = '2026-01-31T08:23:50.788Z';

function answerOf(each: SimulatedServer, endpoint: string): object | undefined {
  const { id, name, cluster, host = '10.0.0.1', version = '2.12.0', statsz, answers } = each;
  const server = { id, name, cluster, host, ver: version, jetstream: false, seq: 1, time: NOW };
  if (endpoint === 'STATSZ') return { server, statsz: { ...IDLE, ...statsz } };
  const data = answers?.[endpoint];
  return data === undefined ? undefined : { server, data };
}

const NOTHING = { msgs: 0, bytes: 0 };
const IDLE: Statsz = {
  start: START,
  mem: 14 * 2 ** 20,
  cores: 2,
  cpu: 0,
  connections: 1,
  total_connections: 1,
  active_accounts: 1,
  subscriptions: 70,
  sent: NOTHING,
  received: NOTHING,
  slow_consumers: 0,
  active_servers: 1,
};

import type { NatsConnection } from '@nats-io/transport-node';
import type { ConnectionSettings } from '../connect.ts';
import { Session } from '../session.ts';

/** One client of a benchmark. */
export class BenchConnection {
  /** How often the connection was lost and dialled again. */
  disconnects = 0;
  isConnected = true;
  readonly session: Session;

  static async open(settings: ConnectionSettings): Promise<BenchConnection> {
    const session = await Session.open(settings, {
      onDisconnect: () => {
        connection.disconnects++;
        connection.isConnected = false;
      },
      onReconnect: () => (connection.isConnected = true),
    });
    const connection = new BenchConnection(session);
    return connection;
  }

  private constructor(session: Session) {
    this.session = session;
  }

  get client(): NatsConnection {
    return this.session.connection;
  }
}

/** Opens `clients` connections for `work`, which fails with the first that is lost for good, and closes them. */
export async function withConnections<T>(
  settings: ConnectionSettings,
  clients: number,
  work: (connections: readonly BenchConnection[]) => Promise<T>,
): Promise<T> {
  const connections = await openAll(settings, clients);
  const lost = Promise.race(connections.map(({ session }) => session.ended)).then((error) => {
    throw error;
  });
  try {
    return await Promise.race([work(connections), lost]);
  } finally {
    await Promise.all(connections.map(({ session }) => session.close()));
  }
}

async function openAll(settings: ConnectionSettings, clients: number): Promise<BenchConnection[]> {
  const dials = await Promise.allSettled(
    Array.from({ length: clients }, () => BenchConnection.open(settings)),
  );
  const connections = dials.flatMap((dial) => (dial.status === 'fulfilled' ? [dial.value] : []));
  const failed = dials.find((dial) => dial.status === 'rejected');
  if (failed === undefined) return connections;
  await Promise.all(connections.map(({ session }) => session.close()));
  throw failed.reason;
}

export function disconnectsOf(connections: readonly BenchConnection[]): number {
  return connections.reduce((sum, { disconnects }) => sum + disconnects, 0);
}

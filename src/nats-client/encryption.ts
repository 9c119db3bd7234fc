import type { NatsConnection } from '@nats-io/transport-node';
import { TLSSocket } from 'node:tls';

/** The TLS socket of a connection over TCP, if it has one. The library shows it to nobody; its transport has it. */
export function tlsSocketOf(connection: NatsConnection): TLSSocket | undefined {
  const { protocol } = connection as unknown as {
    readonly protocol?: { readonly transport?: { readonly socket?: unknown } };
  };
  const socket = protocol?.transport?.socket;
  return socket instanceof TLSSocket ? socket : undefined;
}

import assert from 'node:assert/strict';
import { openConnection, type ConnectionSettings } from '../../src/nats-client/connect.ts';
import { Server } from '../../src/server/server.ts';
import { certificateFile, pairOptions } from '../support/certificates.ts';

const settings = (servers: string, more: Partial<ConnectionSettings> = {}): ConnectionSettings => ({
  servers,
  name: 'test',
  tls: {},
  timeoutMs: 10_000,
  reconnects: 0,
  ...more,
});

/** Sends a message of that size to itself. */
async function echo(connection: Awaited<ReturnType<typeof openConnection>>, size: number) {
  const payload = Buffer.alloc(size, 'x');
  const messages = connection.subscribe('echo', { max: 1 });
  connection.publish('echo', payload);
  for await (const { data } of messages) assert.ok(payload.equals(data));
  await connection.close();
}

describe('openConnection by websocket', () => {
  it('talks to the server', async () => {
    const server = await Server.start({ port: 0, websocket: { port: 0, noTls: true } });
    try {
      const url = `ws://127.0.0.1:${server.websocketPort}`;
      for (const size of [0, 5, 500_000]) await echo(await openConnection(settings(url)), size);
    } finally {
      await server.stop();
    }
  });

  it('talks to it over TLS, and checks who it is', async () => {
    const server = await Server.start({
      port: 0,
      websocket: { port: 0, tls: pairOptions('server') },
    });
    try {
      const url = `wss://localhost:${server.websocketPort}`;
      await echo(
        await openConnection(settings(url, { tls: { authority: certificateFile('ca') } })),
        5,
      );
      await assert.rejects(openConnection(settings(url)), /certificate/);
    } finally {
      await server.stop();
    }
  });

  it('shows its credentials, and hears when they are refused', async () => {
    const server = await Server.start({
      port: 0,
      websocket: { port: 0, noTls: true },
      authorization: { users: [{ user: 'bob', password: 'secret' }] },
    });
    try {
      const url = `ws://127.0.0.1:${server.websocketPort}`;
      await echo(await openConnection(settings(url, { user: 'bob', password: 'secret' })), 5);
      await assert.rejects(openConnection(settings(url)), {
        message: 'nats: Authorization Violation',
      });
    } finally {
      await server.stop();
    }
  });

  it('says what to do when nothing listens', async () => {
    const server = await Server.start({ port: 0, websocket: { port: 0, noTls: true } });
    const url = `ws://127.0.0.1:${server.websocketPort}`;
    await server.stop();
    await assert.rejects(openConnection(settings(url)), {
      code: 'ERR_CONNECT',
      message: 'nats: no servers available for connection',
    });
  });
});

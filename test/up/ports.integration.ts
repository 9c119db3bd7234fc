import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server as NetServer, type Socket } from 'node:net';
import { Server } from '../../src/server/server.ts';
import { choosePorts, greeting } from '../../src/up/ports.ts';
import { NatsxError } from '../../src/base/errors.ts';
import { ONE_SERVER, SUPER_CLUSTER } from './temporary-home.ts';

describe('The ports of a deployment', () => {
  const CLIENT = { kind: 'client', server: 0 } as const;
  /** Somebody who has a port, and says `text` to whoever connects. */
  async function somebody(text: string): Promise<{ port: number } & AsyncDisposable> {
    const sockets = new Set<Socket>();
    const server: NetServer = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.write(text);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return {
      port: (server.address() as AddressInfo).port,
      [Symbol.asyncDispose]: async () => {
        for (const socket of sockets) socket.destroy();
        server.close();
        await once(server, 'close');
      },
    };
  }
  const refusal = (port: number): Promise<NatsxError> =>
    choosePorts(ONE_SERVER, port).then(
      () => assert.fail('it was not refused'),
      (error: unknown) => error as NatsxError,
    );

  it('are any that are free, each once', async () => {
    const { portOf } = await choosePorts(SUPER_CLUSTER, 0);
    const ports = [0, 1, 2, 3, 4, 5, 6].map((server) => portOf({ kind: 'client', server }));
    ports.push(portOf({ kind: 'route', server: 0 }), portOf({ kind: 'leafnode', server: 5 }));
    assert.equal(new Set(ports).size, ports.length);
    for (const port of ports) assert.ok(port > 0, String(port));
  });

  it('are refused when one that was asked for is taken, with who has it', async () => {
    await using server = await Server.start({ port: 0, serverName: 'theirs' });
    const error = await refusal(server.port);
    assert.equal(error.code, 'ERR_LISTEN');
    assert.equal(error.message, `port ${server.port} is taken by a NATS server (theirs, 2.12.0)`);
    assert.match(error.suggestions[0]!, /^--port \d+: from there on ports are free$/);
  });

  it('say so of another program, one that says nothing, and one that says anything', async () => {
    for (const text of [
      'SSH-2.0-OpenSSH\r\n',
      '',
      'INFO nonsense\r\n',
      'INFO null\r\n',
      'x'.repeat(1e5),
    ]) {
      await using other = await somebody(text);
      const error = await refusal(other.port);
      assert.equal(error.message, `port ${other.port} is taken by another program`);
    }
  });

  it('end where ports do', async () => {
    await assert.rejects(choosePorts(SUPER_CLUSTER, 64_000), {
      code: 'ERR_LISTEN',
      message: /can't be had: the last one is 65535/,
    });
  });

  it('greet nobody where nobody listens', async () => {
    const { portOf } = await choosePorts(ONE_SERVER, 0);
    assert.equal(await greeting(portOf(CLIENT)), undefined);
  });
});

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { publish } from '../../src/nats-client/publish.ts';
import { request } from '../../src/nats-client/request.ts';
import { Session } from '../../src/nats-client/session.ts';

const INFO =
  'INFO {"server_id":"N","version":"2.12.0","proto":1,"headers":true,"max_payload":1048576}\r\n';

/** A server of few words: `answer` gets each line a client sends, after the handshake. */
class Puppet {
  readonly #listener = createServer((socket) => this.#greet(socket));
  readonly #sockets = new Set<Socket>();
  readonly #answer: (line: string, socket: Socket) => void;

  constructor(answer: (line: string, socket: Socket) => void) {
    this.#answer = answer;
  }

  async open(): Promise<Session> {
    this.#listener.listen(0, '127.0.0.1');
    await once(this.#listener, 'listening');
    const { port } = this.#listener.address() as AddressInfo;
    const servers = `127.0.0.1:${port}`;
    return Session.open({ servers, name: 'test', tls: {}, timeoutMs: 10_000, reconnects: 0 });
  }

  /** Hangs up, and no client gets in any more. */
  close(): void {
    this.#listener.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #greet(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined); // The client may hang up first.
    socket.write(INFO);
    let isGreeted = false;
    let rest = '';
    socket.on('data', (data) => {
      const lines = (rest + data.toString()).split('\r\n');
      rest = lines.pop()!;
      for (const line of lines) {
        if (isGreeted) this.#answer(line, socket);
        else if (line === 'PING') {
          isGreeted = true;
          socket.write('PONG\r\n');
        }
      }
    });
  }
}

const message = { subject: 'a', payload: Buffer.from('x'), count: 1 };

describe('Session', () => {
  it('fails a flush when the server has complained before its PONG', async () => {
    const puppet = new Puppet((line, socket) => {
      if (line !== 'PING') return;
      socket.write('-ERR \'Permissions Violation for Publish to "a"\'\r\nPONG\r\n');
    });
    const session = await puppet.open();
    await assert.rejects(publish(session, message), {
      code: 'ERR_PERMISSION',
      message: 'nats: Permissions Violation for Publish to "a"',
    });
    await session.close();
    puppet.close();
  });

  it('fails a flush, and does not wait for ever, when the server is gone', async () => {
    const puppet = new Puppet((line) => {
      if (line === 'PING') puppet.close();
    });
    const session = await puppet.open();
    await assert.rejects(publish(session, message), { name: 'NatsxError' });
    assert.ok((await session.ended).message.startsWith('nats: '));
  });

  it('fails a request that the server objects to without waiting for the time to pass', async () => {
    const puppet = new Puppet((line, socket) => {
      if (line !== 'PING') return;
      socket.write('-ERR \'Permissions Violation for Publish to "a"\'\r\nPONG\r\n');
    });
    const session = await puppet.open();
    const wanted = { subject: 'a', payload: Buffer.from('x'), timeoutMs: 3_600_000, replies: 1 };
    await assert.rejects(request(session, wanted).next(), { code: 'ERR_PERMISSION' });
    await session.close();
    puppet.close();
  });
});

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { NatsxError } from '../../src/base/errors.ts';
import { openConnection, type ConnectionSettings } from '../../src/nats-client/connect.ts';

const settings = (port: number, more: Partial<ConnectionSettings> = {}): ConnectionSettings => ({
  servers: `127.0.0.1:${port}`,
  name: 'test',
  tls: {},
  timeoutMs: 10_000,
  reconnects: 0,
  ...more,
});

/** A listener that answers a new connection, and what it says first, by `answer`. */
async function withListener(
  answer: (socket: Socket, said: string) => void,
  run: (port: number) => Promise<void>,
): Promise<void> {
  const sockets = new Set<Socket>();
  const listener = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined); // The client may hang up first.
    answer(socket, '');
    socket.on('data', (data) => answer(socket, data.toString()));
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  try {
    await run((listener.address() as AddressInfo).port);
  } finally {
    for (const socket of sockets) socket.destroy();
    listener.close();
  }
}

const INFO = (more = '') =>
  `INFO {"server_id":"N","version":"2.12.0","proto":1,"headers":true,"max_payload":1048576${more}}\r\n`;

describe('openConnection', () => {
  it('says what to do when nothing listens', async () => {
    let port = 0;
    await withListener(
      () => undefined,
      async (free) => void (port = free),
    );
    await assert.rejects(openConnection(settings(port)), {
      code: 'ERR_CONNECT',
      message: 'nats: no servers available for connection',
      suggestions: [
        `nothing listens on 127.0.0.1:${port}: start a server (natsx-server) or name another`,
      ],
    });
  });

  const strangers: readonly [string, (socket: Socket, said: string) => void, string][] = [
    [
      'a web server',
      (socket) => socket.write('HTTP/1.1 400\r\n'),
      'nats: protocol exception, INFO not received',
    ],
    ['one that hangs up', (socket) => socket.end(), 'nats: protocol exception, INFO not received'],
    [
      'a server that refuses the user',
      (socket, said) => socket.write(said === '' ? INFO() : "-ERR 'Authorization Violation'\r\n"),
      'nats: Authorization Violation',
    ],
  ];
  for (const [what, answer, message] of strangers) {
    it(`names the trouble with ${what}`, async () => {
      await withListener(answer, async (port) => {
        await assert.rejects(openConnection(settings(port)), { message });
      });
    });
  }

  it('gives up on a silent server', async () => {
    await withListener(
      () => undefined,
      async (port) => {
        await assert.rejects(openConnection(settings(port, { timeoutMs: 50 })), {
          code: 'ERR_CONNECT',
          message: 'nats: timeout',
          suggestions: [`no NATS server at 127.0.0.1:${port} has answered within 50ms`],
        });
      },
    );
  });

  it('wants TLS where tls:// says so', async () => {
    await withListener(
      (socket, said) => socket.write(said === '' ? INFO() : 'PONG\r\n'),
      async (port) => {
        const servers = `tls://127.0.0.1:${port}`;
        await assert.rejects(openConnection(settings(port, { servers })), {
          message: 'nats: secure connection not available',
        });
      },
    );
  });

  it('sends each server the credentials of its own URL', async () => {
    const connects: Record<string, unknown>[] = [];
    const record = (last: string) => (socket: Socket, said: string) => {
      if (said === '') return void socket.write(INFO());
      const json = /^CONNECT (.*)\r\n/.exec(said)?.[1];
      if (json !== undefined) connects.push(JSON.parse(json) as Record<string, unknown>);
      socket.write(last);
    };
    await withListener(record("-ERR 'Authorization Violation'\r\n"), async (one) => {
      await withListener(record('PONG\r\n'), async (other) => {
        // In any order: the client shuffles; only the other lets it in.
        const servers = `nats://bob:pw@127.0.0.1:${one},nats://t0ken@127.0.0.1:${other}`;
        const connection = await openConnection(settings(0, { servers }));
        await connection.close();
        const last = connects.at(-1)!;
        assert.deepEqual([last['user'], last['auth_token']], [undefined, 't0ken']);
        for (const earlier of connects.slice(0, -1)) {
          assert.deepEqual([earlier['user'], earlier['pass']], ['bob', 'pw']);
        }
      });
    });
  });

  const contradictions: readonly [Partial<ConnectionSettings>, string][] = [
    [{ credentialsFile: 'a', seedFile: 'b' }, 'specify -seed or -creds'],
    [{ password: 'secret' }, 'specify -user with -password'],
    [{ tls: { key: 'k' } }, 'specify both -tlscert and -tlskey'],
  ];
  for (const [more, message] of contradictions) {
    it(`asks to ${message}`, async () => {
      await assert.rejects(openConnection(settings(1, more)), (error: NatsxError) => {
        assert.equal(error.message, message);
        return true;
      });
    });
  }
});

// The two ways to read from a socket, into the static buffer and by 'data' events, must be told apart by nobody.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { Server } from '../../../src/server/server.ts';
import { clientSubscriptions } from '../../support/client-subscriptions.ts';

const CONNECT = 'CONNECT {"verbose":false,"pedantic":false,"headers":true}\r\n';

for (const [staticReads, directWrites] of [
  [true, true],
  [false, true],
  [true, false],
  [false, false],
] as const) {
  describe(`A server with staticReads: ${staticReads}, directWrites: ${directWrites}`, () => {
    let server: Server;
    let peers: Peer[];

    beforeEach(async () => {
      peers = [];
      server = await Server.start({ port: 0, staticReads, directWrites, maxPayload: 1_000_000 });
    });
    afterEach(async () => {
      for (const peer of peers) peer.socket.destroy();
      await server.stop();
    });

    async function join(): Promise<Peer> {
      const peer = new Peer(server.port);
      peers.push(peer);
      peer.socket.write(`${CONNECT}PING\r\n`);
      await peer.until((heard) => heard.endsWith('PONG\r\n'));
      peer.heard = '';
      return peer;
    }

    const cases: readonly [name: string, input: string, output: string][] = [
      ['a message', 'PUB a 2\r\nhi\r\n', 'MSG a 1 2\r\nhi\r\n'],
      ['headers', 'HPUB a r 1 2\r\nhi\r\n', 'HMSG a 1 r 1 2\r\nhi\r\n'],
      ['many', 'PUB a 2\r\nhi\r\n'.repeat(50_000), 'MSG a 1 2\r\nhi\r\n'.repeat(50_000)],
      [
        'one larger than the buffer',
        `PUB a 300000\r\n${'x'.repeat(300_000)}\r\n`,
        `MSG a 1 300000\r\n${'x'.repeat(300_000)}\r\n`,
      ],
      [
        'an error behind a good message',
        'PUB a 2\r\nhi\r\nGARBAGE\r\nPUB a 2\r\nno\r\n',
        'MSG a 1 2\r\nhi\r\n',
      ],
    ];
    for (const [name, input, output] of cases) {
      it(`passes on ${name}`, async () => {
        const [publisher, subscriber] = [await join(), await join()];
        await subscriber.ask('SUB a 1\r\n');
        publisher.socket.write(input, 'latin1');
        await subscriber.until((heard) => heard.length >= output.length);
        await subscriber.ask('');
        assert.equal(digest(subscriber.heard), digest(output));
      });
    }

    it('passes on a session byte by byte', async () => {
      const peer = await join();
      peer.socket.setNoDelay(true);
      for (const byte of 'SUB a 1\r\nPUB a 2\r\nhi\r\nPUB a 2\r\nho\r\n') {
        await new Promise((resolve) => peer.socket.write(byte, resolve));
      }
      await peer.until((heard) => heard.length >= 30);
      assert.equal(peer.heard, 'MSG a 1 2\r\nhi\r\nMSG a 1 2\r\nho\r\n');
    });

    it('keeps the bytes of several publishers apart', async () => {
      const subscriber = await join();
      await subscriber.ask('SUB * 1\r\n');
      const count = 20_000;
      for (const name of ['p', 'q', 'r']) {
        const publisher = await join();
        publisher.socket.write(`PUB ${name} 3\r\n${name.repeat(3)}\r\n`.repeat(count));
      }
      const line = 'MSG p 1 3\r\nppp\r\n';
      await subscriber.until((heard) => heard.length >= 3 * count * line.length);
      for (const name of ['p', 'q', 'r']) {
        const own = subscriber.heard.split(line.replaceAll('p', name)).length - 1;
        assert.equal(own, count, name);
      }
    });

    it('hears that a client leaves, and frees its interest', async () => {
      const [leaver, other] = [await join(), await join()];
      await leaver.ask('SUB a 1\r\n');
      const closed = new Promise((resolve) => leaver.socket.once('close', resolve));
      leaver.socket.end();
      await closed;
      await other.ask('PUB a 2\r\nhi\r\n');
      assert.equal(server.counters.connections, 1);
      assert.equal(clientSubscriptions(server), 0);
    });
  });
}

class Peer {
  readonly socket: Socket;
  heard = '';
  #check: () => void = () => undefined;

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1' });
    this.socket.on('error', () => undefined);
    this.socket.on('data', (bytes: Buffer) => {
      this.heard += bytes.toString('latin1');
      this.#check();
    });
  }

  /** Says `text`, and waits until it was read; the answer is not noted. */
  async ask(text: string): Promise<void> {
    this.socket.write(`${text}PING\r\n`);
    await this.until((heard) => heard.endsWith('PONG\r\n'));
    this.heard = this.heard.slice(0, -'PONG\r\n'.length);
  }

  async until(isThere: (heard: string) => boolean): Promise<void> {
    if (isThere(this.heard)) return;
    await new Promise<void>((resolve) => {
      this.#check = () => {
        if (isThere(this.heard)) resolve();
      };
    });
  }
}

/** Short enough to be shown when it is wrong. */
function digest(text: string): string {
  const hash = createHash('sha256').update(text, 'latin1').digest('hex');
  return `${text.length} bytes, ${hash.slice(0, 16)}: ${JSON.stringify(text.slice(0, 60))}`;
}

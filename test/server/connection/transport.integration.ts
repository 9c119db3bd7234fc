import assert from 'node:assert/strict';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { SocketTransport, type TransportEvents } from '../../../src/server/connection/transport.ts';

/** Both ends of a connection: ours with a SocketTransport, and the peer's socket. */
interface Ends {
  readonly transport: SocketTransport;
  readonly peer: Socket;
  readonly events: Recorder;
}

/** What the transport said, and a way to wait for it. */
class Recorder implements TransportEvents {
  readonly log: string[] = [];
  input = '';
  #check: () => void = () => undefined;

  /** What `received` says. */
  wantsMore = true;

  received(chunk: Buffer): boolean {
    this.input += chunk.toString('latin1');
    this.#check();
    return this.wantsMore;
  }
  written(): void {
    this.#note('written');
  }
  ended(): void {
    this.#note('ended');
  }
  broke(error: NodeJS.ErrnoException): void {
    this.#note(`broke: ${error.code}`);
  }
  closed(): void {
    this.#note('closed');
  }
  refused(text: string): void {
    this.#note(`refused: ${text}`);
  }
  handshake({ type }: { readonly type: string }): void {
    this.#note(`handshake: ${type}`);
  }

  async until(isThere: () => boolean): Promise<void> {
    if (isThere()) return;
    await new Promise<void>((resolve) => {
      this.#check = () => {
        if (isThere()) resolve();
      };
    });
  }

  #note(what: string): void {
    this.log.push(what);
    this.#check();
  }
}

for (const input of [undefined, Buffer.alloc(65_536)]) describeTransport(input);

function describeTransport(input: Buffer | undefined): void {
  describe(`SocketTransport${input === undefined ? '' : ' with a static buffer'}`, () => {
    let server: Server;
    let ends: { destroy(): void }[];
    let accepted: (socket: Socket) => void = () => undefined;

    beforeEach(async () => {
      ends = [];
      // The options of the listener that matter here; see listeners.ts.
      const options = {
        allowHalfOpen: true,
        noDelay: true,
        pauseOnConnect: true,
        highWaterMark: 1,
      };
      server = createServer(options, (socket) => accepted(socket));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    });
    afterEach(async () => {
      for (const end of ends) end.destroy();
      await new Promise((resolve) => server.close(resolve));
    });

    async function open(): Promise<Ends> {
      const arrives = new Promise<Socket>((resolve) => (accepted = resolve));
      const { port } = server.address() as AddressInfo;
      const peer = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
      peer.on('error', () => undefined);
      ends.push(peer);
      const transport = new SocketTransport(await arrives, input);
      ends.push(transport);
      const events = new Recorder();
      transport.open(events);
      return { transport, peer, events };
    }

    it('knows its peer', async () => {
      const { transport, peer } = await open();
      assert.equal(transport.remoteHost, '127.0.0.1');
      assert.equal(transport.remotePort, peer.localPort);
    });

    it('hands on what comes in, and that no more will come', async () => {
      const { peer, events } = await open();
      peer.end('hello');
      await events.until(() => events.log.includes('ended'));
      assert.equal(events.input, 'hello');
    });

    it('reads no more when it is told so, until it is told to go on', async () => {
      const { transport, peer, events } = await open();
      events.wantsMore = false;
      peer.write('one');
      await events.until(() => events.input === 'one');
      peer.write('two');
      const other = await open();
      other.peer.write('later');
      await other.events.until(() => other.events.input === 'later');
      assert.equal(events.input, 'one');
      events.wantsMore = true;
      transport.resume();
      await events.until(() => events.input === 'onetwo');
    });

    it('says whether bytes were taken at once, and else when they are', async () => {
      const { transport, peer, events } = await open();
      assert.equal(transport.write(Buffer.from('small')), true);
      const [first] = (await once(peer, 'data')) as [Buffer];
      assert.equal(first.toString(), 'small');
      peer.pause();
      let size = 0;
      const block = Buffer.alloc(1_000_000, 'x');
      while (transport.write(block)) size += block.length;
      size += block.length;
      const before = events.log.length;
      let taken = 0;
      peer.on('data', (chunk: Buffer) => (taken += chunk.length));
      peer.resume();
      await events.until(() => events.log.slice(before).includes('written'));
      assert.equal(transport.write(Buffer.from('!')), true);
      transport.end();
      await once(peer, 'end');
      assert.equal(taken, size + 1);
    });

    it('sends everything and then the end, whatever the peer is still sending', async () => {
      const { transport, peer, events } = await open();
      const flood = setInterval(() => peer.write(Buffer.alloc(10_000)), 1);
      try {
        await events.until(() => events.input.length > 0);
        transport.write(Buffer.from("-ERR 'why'\r\n"));
        transport.end();
        let heard = '';
        peer.on('data', (chunk: Buffer) => (heard += chunk.toString()));
        await once(peer, 'end');
        assert.equal(heard, "-ERR 'why'\r\n");
      } finally {
        clearInterval(flood);
      }
      const { length } = events.input;
      peer.end();
      await transport.whenClosed;
      assert.equal(events.input.length, length, 'what comes after the end is thrown away');
      assert.deepEqual(events.log.at(-1), 'closed');
    });

    it('ends when the peer has ended before', async () => {
      const { transport, peer, events } = await open();
      peer.end();
      await events.until(() => events.log.includes('ended'));
      transport.write(Buffer.from('bye'));
      transport.end();
      const [heard] = (await once(peer, 'data')) as [Buffer];
      assert.equal(heard.toString(), 'bye');
      await transport.whenClosed;
      assert.deepEqual(events.log.at(-1), 'closed');
    });

    it('may end twice, and drop after that', async () => {
      const { transport, peer } = await open();
      peer.resume();
      transport.end();
      transport.end();
      transport.destroy();
      await transport.whenClosed;
      await transport.whenClosed;
    });

    it('says that the way broke, and then that it is gone', async () => {
      const { peer, events } = await open();
      peer.resetAndDestroy();
      await events.until(() => events.log.includes('closed'));
      assert.deepEqual(events.log, ['broke: ECONNRESET', 'closed']);
    });

    it('says nothing of a reset while it ends', async () => {
      const { transport, peer, events } = await open();
      transport.end();
      peer.resetAndDestroy();
      await transport.whenClosed;
      assert.deepEqual(
        events.log.filter((what) => what !== 'written'),
        ['closed'],
      );
    });

    it('drops everything at once when it is destroyed', async () => {
      const { transport, peer, events } = await open();
      peer.resume();
      transport.destroy();
      await Promise.all([transport.whenClosed, once(peer, 'end').catch(() => undefined)]);
      assert.deepEqual(events.log, ['closed']);
    });
  });
}

function once(socket: Socket, event: string): Promise<unknown[]> {
  return new Promise((resolve) => socket.once(event, (...args: unknown[]) => resolve(args)));
}

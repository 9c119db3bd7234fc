import assert from 'node:assert/strict';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { Burst } from '../../../src/nats-client/bench/burst.ts';
import type { Server } from '../../../src/server/server.ts';
import { startServer } from '../../support/start-server.ts';

describe('Burst', () => {
  let server: Server;
  let client: NatsConnection;
  let heard: string[];

  before(async () => {
    server = await startServer();
    client = await connect({ servers: server.url });
    client.subscribe('b.>', {
      callback: (_, { subject, data }) => void heard.push(`${subject} ${data.toString()}`),
    });
    await client.flush();
  });
  beforeEach(() => (heard = []));
  after(async () => {
    await client.close();
    await server.stop();
  });

  const payload = Buffer.from('x\r\nPUB');
  const subjects = ['b.0', 'b.1', 'b.2'];
  const expected = (from: number, until: number) =>
    Array.from({ length: until - from }, (_, at) => {
      return `${subjects[(from + at) % 3]!} ${payload.toString()}`;
    });

  it('sends every message of any slice once, in order', async () => {
    for (let most = 1; most <= 7; most++) {
      const burst = new Burst(subjects, payload, most);
      for (let from = 0; from < 8; from++) {
        heard = [];
        burst.publish(client, from, from + most);
        await client.flush();
        assert.deepEqual(heard, expected(from, from + most), `${most} from ${from}`);
      }
    }
  });

  it('sends more at once than it keeps', async () => {
    new Burst(subjects, payload, 1).publish(client, 2, 20);
    await client.flush();
    assert.deepEqual(heard, expected(2, 20));
  });

  it('goes one by one where the lines would be too long to keep, or the way in is missing', async () => {
    const large = Buffer.alloc(1024 * 1024);
    new Burst(['b.large'], large, 17).publish(client, 0, 2);
    await client.flush();
    assert.equal(heard.length, 2);
    heard = [];
    const published: NatsConnection['publish'] = (...all) => client.publish(...all);
    const plain = { publish: published } as NatsConnection; // All that it may use then.
    new Burst(subjects, payload, 5).publish(plain, 0, 5);
    await client.flush();
    assert.deepEqual(heard, expected(0, 5));
  });

  it('is refused what the library refuses', () => {
    const tooLarge = Buffer.alloc(1024 * 1024 + 1);
    assert.throws(() => new Burst(['b.a'], tooLarge, 1).publish(client, 0, 1), /max_payload/);
    assert.throws(() => new Burst(['b a'], payload, 2).publish(client, 0, 2), /subject/);
  });
});

// Who subscribes anywhere hears what is published anywhere, once and in order; who has unsubscribed is not sent anything.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { headers, type Msg } from '@nats-io/transport-node';
import { Listener, untilCount, untilHeard, untilNobodyListens } from './listener.ts';
import type { Stage } from './stage.ts';

const MESSAGES = 100;

/** From each server to each, plain and by pattern, in order. */
export async function allHearAll(stage: Stage): Promise<void> {
  const base = stage.subject('interest');
  const clients = await stage.clients();
  const listeners = (await stage.clients()).flatMap((client) => [
    new Listener(client, `${base}.x`),
    new Listener(client, `${base}.*`),
  ]);
  await untilHeard(clients, `${base}.x`, listeners);
  for (let number = 1; number <= MESSAGES; number++) {
    for (const [from, client] of clients.entries())
      client.publish(`${base}.x`, `${from} ${number}`);
  }
  await untilCount(listeners, listeners.length * clients.length * MESSAGES);
  const numbers = Array.from({ length: MESSAGES }, (_, at) => at + 1);
  for (const { heard } of listeners) {
    for (const from of clients.keys()) {
      const own = heard.filter((text) => text.startsWith(`${from} `));
      assert.deepEqual(
        own.map((text) => Number(text.split(' ')[1])),
        numbers,
      );
    }
  }
}

/** The last that unsubscribes takes the interest with it, on all servers. */
export async function interestEnds(stage: Stage): Promise<void> {
  const subject = stage.subject('ends');
  const clients = await stage.clients();
  const [first] = stage.servers;
  const other = stage.servers.at(-1)!;
  const listeners = [
    new Listener(await stage.client(first!), subject),
    new Listener(await stage.client(other), subject),
    new Listener(await stage.client(other), subject),
  ];
  await untilHeard(clients, subject, listeners);
  listeners[0]!.subscription.unsubscribe();
  listeners[1]!.subscription.unsubscribe();
  await Promise.all(listeners.map(({ client }) => client.flush()));
  for (const client of clients) client.publish(subject, 'still');
  await untilCount(listeners, clients.length);
  assert.equal(listeners[2]!.heard.length, clients.length);
  await listeners[2]!.client.close();
  await untilNobodyListens(clients, subject);
}

/** A subscription for a number of messages gets that number, however far they come. */
export async function limitedInterest(stage: Stage): Promise<void> {
  const subject = stage.subject('limited');
  const [publisher] = await stage.clients();
  const client = await stage.client(stage.servers.at(-1)!);
  const guide = new Listener(client, subject);
  await untilHeard([publisher!], subject, [guide]);
  const listener = new Listener(client, subject, { max: 5 });
  await client.flush();
  for (let number = 0; number < 20; number++) publisher!.publish(subject, `${number}`);
  await untilCount([guide], 20);
  assert.deepEqual(listener.heard, ['0', '1', '2', '3', '4']);
}

/** Headers, empty and large payloads, and all bytes come as they went. */
export async function contentsComeWhole(stage: Stage): Promise<void> {
  const subject = stage.subject('contents');
  const [publisher] = await stage.clients();
  const client = await stage.client(stage.servers.at(-1)!);
  await untilHeard([publisher!], subject, [new Listener(client, subject)]);
  const messages: Msg[] = [];
  const all = new Promise<void>((resolve, reject) => {
    client.subscribe(subject, {
      max: 4,
      timeout: 10_000,
      callback: (error, message) => {
        if (error !== null) reject(error);
        else if (messages.push(message) === 4) resolve();
      },
    });
  });
  await client.flush();
  const header = headers();
  header.append('A', 'first');
  header.append('A', 'second');
  const large = randomBytes(900 * 1024);
  const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  publisher!.publish(subject, 'with headers', { headers: header, reply: 'answers.here' });
  publisher!.publish(subject);
  publisher!.publish(subject, large);
  publisher!.publish(subject, bytes, { headers: header });
  await all;
  const [withHeaders, empty, big, binary] = messages;
  assert.deepEqual(withHeaders!.headers?.values('A'), ['first', 'second']);
  assert.equal(withHeaders!.reply, 'answers.here');
  assert.equal(withHeaders!.string(), 'with headers');
  assert.equal(empty!.data.length, 0);
  assert.ok(large.equals(big!.data));
  assert.ok(Buffer.from(bytes).equals(binary!.data));
  assert.deepEqual(binary!.headers?.values('A'), ['first', 'second']);
}

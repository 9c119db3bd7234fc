// Requests find those who answer, wherever they are, and learn at once when there is nobody.
import assert from 'node:assert/strict';
import type { NatsConnection } from '@nats-io/transport-node';
import { eventually } from '../support/eventually.ts';
import { untilNobodyListens } from './listener.ts';
import type { Stage } from './stage.ts';

const REQUESTS = 50;

/** From every server to one at the end, all at a time. */
export async function answersComeBack(stage: Stage): Promise<void> {
  const subject = stage.subject('ask');
  answer(await stage.client(stage.servers.at(-1)!), subject, 'far');
  const clients = await stage.clients();
  for (const client of clients) await untilAnswered(client, subject);
  const requests = clients.flatMap((client, from) =>
    Array.from({ length: REQUESTS }, async (_, number) => {
      const text = `${from} ${number}`;
      const reply = await client.request(subject, text, { timeout: 5000 });
      assert.equal(reply.string(), `far: ${text}`);
    }),
  );
  await Promise.all(requests);
}

/** A requester that has just come is answered: its inbox is known before its request is. */
export async function firstRequestIsAnswered(stage: Stage): Promise<void> {
  const subject = stage.subject('first');
  answer(await stage.client(stage.servers.at(-1)!), subject, 'far');
  for (const server of stage.servers) {
    await untilAnswered(await stage.client(server), subject);
    const fresh = await stage.client(server);
    const reply = await fresh.request(subject, 'new here', { timeout: 5000 });
    assert.equal(reply.string(), 'far: new here');
  }
}

/** A service on all servers: one answers each request; with all of them gone, the requester is told. */
export async function servicesInGroups(stage: Stage): Promise<void> {
  const subject = stage.subject('service');
  const services = await stage.clients();
  for (const [at, client] of services.entries()) answer(client, subject, `${at}`, 'service');
  const clients = await stage.clients();
  for (const client of clients) {
    await untilAnswered(client, subject);
    for (let number = 0; number < REQUESTS; number++) {
      const reply = await client.request(subject, `${number}`, { timeout: 5000 });
      assert.match(reply.string(), new RegExp(`^\\d: ${number}$`));
    }
  }
  await Promise.all(services.map((client) => client.close()));
  await untilNobodyListens(clients, subject);
}

export function answer(
  client: NatsConnection,
  subject: string,
  name: string,
  queue?: string,
): void {
  client.subscribe(subject, {
    ...(queue !== undefined && { queue }),
    callback: (error, message) => {
      if (error === null) message.respond(`${name}: ${message.string()}`);
    },
  });
}

/** Asks until somebody answers. */
export async function untilAnswered(client: NatsConnection, subject: string): Promise<void> {
  await eventually(
    () => client.request(subject, 'anybody?', { timeout: 1000 }),
    () => `nobody answers ${subject} for ${client.getServer()}`,
  );
}

// Accounts are as separate across servers as on one, and share what they export.
import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.ts';
import { Listener, untilCount, untilHeard, untilNobodyListens } from './listener.ts';
import { answer, untilAnswered } from './requests.ts';
import type { Stage } from './stage.ts';

export async function accountsAreApart(stage: Stage): Promise<void> {
  const subject = stage.subject('apart');
  const [publisher] = await stage.clients('a');
  const ends = stage.servers.at(-1)!;
  const own = new Listener(await stage.client(ends, 'a'), subject);
  const stranger = new Listener(await stage.client(ends, 'b'), '>');
  await untilHeard([publisher!], subject, [own]);
  publisher!.publish(subject, 'hi');
  await untilCount([own], 1);
  await stranger.client.flush();
  assert.deepEqual(stranger.heard, []);
}

/** B hears A's stream from every server on every server. */
export async function streamsAreImported(stage: Stage): Promise<void> {
  const subject = stage.subject('news');
  const publishers = await stage.clients('a');
  const importers = (await stage.clients('b')).map(
    (client) => new Listener(client, `from-a.${subject}`),
  );
  await untilHeard(publishers, subject, importers);
  for (const [from, publisher] of publishers.entries()) publisher.publish(subject, `${from}`);
  await untilCount(importers, importers.length * publishers.length);
  for (const { heard } of importers) {
    assert.deepEqual(heard.toSorted(), publishers.map((_, from) => `${from}`).toSorted());
  }
}

/** B asks A's service from every server; without one it is told, but by nats-servers before 2.10. */
export async function servicesAreImported(stage: Stage): Promise<void> {
  const subject = stage.subject('ask');
  const service = await stage.client(stage.servers.at(-1)!, 'a');
  answer(service, subject, 'a');
  const clients = await stage.clients('b');
  for (const client of clients) {
    await untilAnswered(client, `to-a.${subject}`);
    const reply = await client.request(`to-a.${subject}`, 'from b', { timeout: 5000 });
    assert.equal(reply.string(), 'a: from b');
  }
  await service.close();
  const telling = clients.filter((_, at) => stage.servers[at]!.engine.name !== 'old');
  await untilNobodyListens(telling, `to-a.${subject}`);
}

/** Whoever asks all servers, on any of them, is answered by all. */
export async function systemAccountSpansAll(stage: Stage): Promise<void> {
  for (const client of await stage.clients('sys')) {
    const names = new Set<string>();
    const inbox = stage.subject('_INBOX');
    client.subscribe(inbox, {
      callback: (_, message) => {
        names.add(message.json<{ server: { name: string } }>().server.name);
      },
    });
    await eventually(
      async () => {
        client.publish('$SYS.REQ.SERVER.PING', '', { reply: inbox });
        await client.flush();
        return names.size === stage.servers.length;
      },
      () => `${client.getServer()} was answered by ${[...names].join(', ')} alone`,
      { everyMs: 50 },
    );
  }
}

// One member of a queue group gets a message, wherever it is.
import assert from 'node:assert/strict';
import type { NatsConnection } from '@nats-io/transport-node';
import { Listener, untilCount, untilHeard } from './listener.ts';
import type { Stage } from './stage.ts';

const MESSAGES = 300;

/** Each message reaches one member of each group, and every plain subscriber. */
export async function oneMemberEach(stage: Stage): Promise<void> {
  const subject = stage.subject('queue');
  const publishers = await stage.clients();
  const clients = await stage.clients();
  const plain = clients.map((client) => new Listener(client, subject));
  const groups = ['q1', 'q2'].map((queue) =>
    clients.map((client) => new Listener(client, subject, { queue })),
  );
  await untilHeard(publishers, subject, plain);
  publishAll(publishers, subject);
  await untilCount(plain, plain.length * publishers.length * MESSAGES);
  for (const members of groups) {
    await untilCount(members, publishers.length * MESSAGES);
    assert.deepEqual(sorted(members), sorted([plain[0]!]));
  }
}

/** In a cluster, each member is chosen by each server. */
export async function everyMemberIsChosen(stage: Stage): Promise<void> {
  const subject = stage.subject('chosen');
  const members = (await stage.clients()).map(
    (client) => new Listener(client, subject, { queue: 'q' }),
  );
  await untilHeard(await stage.clients(), subject, members);
}

/** Where no member is beside the publisher, others take over, and give back. */
export async function membersComeAndGo(stage: Stage): Promise<void> {
  const subject = stage.subject('members');
  const [publisher] = await stage.clients();
  const far = new Listener(await stage.client(stage.servers.at(-1)!), subject, { queue: 'q' });
  await untilHeard([publisher!], subject, [far]);
  publishAll([publisher!], subject);
  await untilCount([far], MESSAGES);
  const near = new Listener(publisher!, subject, { queue: 'q' });
  far.subscription.unsubscribe();
  await far.client.flush();
  await untilHeard([publisher!], subject, [near]);
  // Interest that is about to end may still draw a message; from the first probe after its end on, none.
  publishAll([publisher!], subject);
  await untilCount([near], MESSAGES);
  assert.equal(far.heard.length, MESSAGES);
}

function publishAll(publishers: readonly NatsConnection[], subject: string): void {
  for (let number = 0; number < MESSAGES; number++) {
    for (const [from, publisher] of publishers.entries()) {
      publisher.publish(subject, `${from} ${number}`);
    }
  }
}

function sorted(listeners: readonly Listener[]): string[] {
  return listeners.flatMap(({ heard }) => heard).sort();
}

import assert from 'node:assert/strict';
import { EventRecorder } from '../../../src/k8s-operator/controller/event-recorder.ts';
import { LogRecorder } from '../../support/log-recorder.ts';
import { json, ScriptedApi } from '../../support/scripted-api.ts';

const cluster = {
  ...{ apiVersion: 'nats.io/v1alpha2', kind: 'NatsCluster' },
  metadata: { namespace: 'n', name: 'c', uid: 'u' },
};

describe('EventRecorder', () => {
  let server: ScriptedApi;
  let logger: LogRecorder;
  let events: EventRecorder;
  beforeEach(async () => {
    server = await ScriptedApi.start(json({}));
    logger = new LogRecorder();
    events = new EventRecorder(server.api, 'me', logger);
  });
  afterEach(() => server.stop());

  it('says it beside the resource', async () => {
    events.warning(cluster, 'Refused', 'no');
    await events.flush();
    const [asked] = server.asked;
    assert.match(asked?.url.pathname ?? '', /^\/api\/v1\/namespaces\/n\/events\/c\.[0-9a-f]{16}$/);
    const { involvedObject, type, reason, message, count } = JSON.parse(asked!.body) as Record<
      string,
      unknown
    >;
    assert.deepEqual(involvedObject, {
      apiVersion: 'nats.io/v1alpha2',
      kind: 'NatsCluster',
      namespace: 'n',
      name: 'c',
      uid: 'u',
    });
    assert.deepEqual([type, reason, message, count], ['Warning', 'Refused', 'no', 1]);
  });

  it('does not write the same again and again', async () => {
    for (let time = 0; time < 10; time += 1) events.normal(cluster, 'Applied', 'it');
    events.normal(cluster, 'Applied', 'another');
    await events.flush();
    assert.equal(server.asked.length, 2);
  });

  it('goes on where it can’t be said', async () => {
    server.answer(json({ message: 'namespace is going' }, 403));
    events.normal(cluster, 'Applied', 'it');
    await events.flush();
  });

  it('cuts what the API server would refuse', async () => {
    events.normal(cluster, 'Applied', 'x'.repeat(5_000));
    await events.flush();
    const { message } = JSON.parse(server.asked[0]!.body) as { message: string };
    assert.equal(message.length, 1_000);
  });
});

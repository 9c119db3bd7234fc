import assert from 'node:assert/strict';
import {
  addFinalizer,
  hasFinalizer,
  removeFinalizer,
} from '../../../src/k8s-operator/controller/finalizers.ts';
import { json, ScriptedApi } from '../../support/scripted-api.ts';

const user = {
  ...{ apiVersion: 'nats.io/v1alpha1', kind: 'NatsUser' },
  metadata: { namespace: 'n', name: 'u', resourceVersion: '7', finalizers: ['theirs', 'ours'] },
};

describe('Finalizers', () => {
  let server: ScriptedApi;
  beforeEach(async () => {
    server = await ScriptedApi.start(json(user));
  });
  afterEach(() => server.stop());
  const sent = () => (JSON.parse(server.asked[0]!.body) as { metadata: object }).metadata;

  it('are added to those of others, if nobody was faster', async () => {
    await addFinalizer(server.api, user, 'new');
    assert.deepEqual(sent(), { finalizers: ['theirs', 'ours', 'new'], resourceVersion: '7' });
  });

  it('are removed alone', async () => {
    await removeFinalizer(server.api, user, 'ours');
    assert.deepEqual(sent(), { finalizers: ['theirs'], resourceVersion: '7' });
  });

  it('are not written where they are as they should be', async () => {
    assert.ok(hasFinalizer(user, 'ours'));
    await addFinalizer(server.api, user, 'ours');
    await removeFinalizer(server.api, user, 'never there');
    assert.equal(server.asked.length, 0);
  });
});

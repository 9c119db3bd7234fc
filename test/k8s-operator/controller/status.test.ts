import assert from 'node:assert/strict';
import { writeStatus } from '../../../src/k8s-operator/controller/status.ts';
import { json, ScriptedApi } from '../../support/scripted-api.ts';

const metadata = { namespace: 'n', name: 'a' };
const account = {
  ...{ apiVersion: 'nats.io/v1alpha1', kind: 'NatsAccount', metadata },
  status: { publicKey: 'A', jwt: 'J', revokedUsers: { U: 1 } },
};

describe('writeStatus', () => {
  let server: ScriptedApi;
  beforeEach(async () => {
    server = await ScriptedApi.start(json(account));
  });
  afterEach(() => server.stop());

  it('writes nothing where nothing is new', async () => {
    await writeStatus(server.api, account, { ...account.status, absent: undefined });
    await writeStatus(server.api, account, { publicKey: 'A', jwt: 'J' }, ['revokedUsers']);
    assert.equal(server.asked.length, 0);
  });

  it('takes away what is no longer said, but not what others say', async () => {
    await writeStatus(server.api, account, { publicKey: 'B' }, ['revokedUsers']);
    const [asked] = server.asked;
    assert.match(asked?.url.pathname ?? '', /natsaccounts\/a\/status$/);
    assert.deepEqual(JSON.parse(asked!.body), { status: { publicKey: 'B', jwt: null } });
  });
});

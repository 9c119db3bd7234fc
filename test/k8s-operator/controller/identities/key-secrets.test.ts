import assert from 'node:assert/strict';
import { createAccount, createOperator } from '../../../../src/nkeys/create.ts';
import {
  ensureAccountKeys,
  readKey,
} from '../../../../src/k8s-operator/controller/identities/key-secrets.ts';
import { NotReady } from '../../../../src/k8s-operator/controller/identities/not-ready.ts';
import { inTurn, json, ScriptedApi } from '../../../support/scripted-api.ts';

const owner = {
  ...{ apiVersion: 'nats.io/v1alpha1', kind: 'NatsAccount' },
  metadata: { namespace: 'n', name: 'a' },
};

function secret(texts: Record<string, string>, version = '7') {
  const data = Object.entries(texts).map(([key, text]) => [
    key,
    Buffer.from(text).toString('base64'),
  ]);
  return {
    ...{ apiVersion: 'v1', kind: 'Secret' },
    metadata: { namespace: 'n', name: 's', resourceVersion: version },
    data: Object.fromEntries(data) as Record<string, string>,
  };
}

const none = json({ message: 'none' }, 404);

describe('Keys in Secrets', () => {
  let server: ScriptedApi;
  beforeEach(async () => {
    server = await ScriptedApi.start(none);
  });
  afterEach(() => server.stop());

  describe('of the user', () => {
    const read = (kind: 'operator' | 'account' = 'operator') =>
      readKey(server.api, 'n', { secret: 's' }, kind);
    const operator = createOperator();

    it('are read, blanks around them aside', async () => {
      server.answer(json(secret({ seed: `${operator.seed()}\n` })));
      assert.equal((await read()).publicKey, operator.publicKey);
    });

    for (const [what, answer, reason] of [
      ['a Secret that is not there', none, 'NoKey'],
      ['an entry that is not there', json(secret({ other: 'x' })), 'NoKey'],
      ['what is no seed', json(secret({ seed: 'SOSECRET' })), 'BadKey'],
      ['a key of another kind', json(secret({ seed: createAccount().seed() })), 'BadKey'],
    ] as const) {
      it(`say where ${what} is, and nothing of what is in it`, async () => {
        server.answer(answer);
        await assert.rejects(read(), (error: NotReady) => {
          assert.equal(error.reason, reason);
          assert.match(error.message, /Secret n\/s/);
          assert.ok(!/S[OA][A-Z2-7]{5}/.test(`${error.message} ${String(error.cause)}`));
          return true;
        });
      });
    }
  });

  describe('of an account', () => {
    const ensure = (entries: string[], known?: string) =>
      ensureAccountKeys(server.api, owner, { name: 's', entries, owners: [] }, known);

    it('are made where there are none', async () => {
      server.answer((asked, response) =>
        asked.method === 'GET'
          ? none(asked, response)
          : json(JSON.parse(asked.body))(asked, response),
      );
      const keys = await ensure(['account', 'signing.a']);
      assert.deepEqual(Array.from(keys.keys()), ['account', 'signing.a']);
      assert.notEqual(keys.get('account')?.publicKey, keys.get('signing.a')?.publicKey);
      assert.equal(server.asked[1]?.method, 'POST');
    });

    it('stay what they are when another is added', async () => {
      const pair = createAccount();
      const before = secret({ account: pair.seed() });
      server.answer((asked, response) => {
        if (asked.method === 'GET') {
          json(before)(asked, response);
          return;
        }
        const { data } = JSON.parse(asked.body) as { data: Record<string, string> };
        json({ ...before, data: { ...before.data, ...data } })(asked, response);
      });
      const keys = await ensure(['account', 'signing.a']);
      assert.equal(keys.get('account')?.publicKey, pair.publicKey);
      const { data, metadata } = JSON.parse(server.asked[1]!.body) as typeof before;
      assert.deepEqual(Object.keys(data), ['signing.a']);
      assert.equal(metadata.resourceVersion, '7', 'only if nobody was faster');
    });

    it('are asked for once, where they are there', async () => {
      server.answer(json(secret({ account: createAccount().seed() })));
      await ensure(['account']);
      assert.equal(server.asked.length, 1);
    });

    it('are not made anew for an account that had others', async () => {
      const { publicKey } = createAccount();
      await assert.rejects(ensure(['account'], publicKey), { reason: 'KeysLost' });
      server.answer(json(secret({ account: createAccount().seed() })));
      await assert.rejects(ensure(['account'], publicKey), { reason: 'KeysLost' });
      assert.ok(server.asked.every(({ method }) => method === 'GET'));
    });

    it('are those of whoever was faster', async () => {
      server.answer(inTurn(none, json({ reason: 'AlreadyExists' }, 409)));
      await assert.rejects(ensure(['account']), { reason: 'KeysChanged' });
    });
  });
});

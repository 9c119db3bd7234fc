import assert from 'node:assert/strict';
import { decodeAs, encode } from '../../../../src/jwt/codec.ts';
import { validate } from '../../../../src/jwt/validate.ts';
import { createAccount, createOperator } from '../../../../src/nkeys/create.ts';
import { accountClaims } from '../../../../src/k8s-operator/controller/identities/account-claims.ts';
import type { NatsAccount } from '../../../../src/k8s-operator/resources.ts';

const publicKey = createAccount().publicKey;
const other = createAccount().publicKey;
const [plain, scoped] = [createAccount().publicKey, createAccount().publicKey];

function claims(
  spec: Omit<NatsAccount['spec'], 'operatorRef'>,
  revocations = new Map<string, number>(),
) {
  const account = {
    ...{ apiVersion: 'nats.io/v1alpha1', kind: 'NatsAccount', metadata: { name: 'acme' } },
    spec: { operatorRef: { name: 'op' }, ...spec },
  } as NatsAccount;
  return accountClaims(account, {
    publicKey,
    signingKeys: new Map([
      ['plain', plain],
      ['scoped', scoped],
    ]),
    imports: (spec.imports ?? []).map(() => ({ account: other, token: '' })),
    revocations,
  });
}

describe('The claims of a NatsAccount', () => {
  it('have no limits and no JetStream unless they are given', () => {
    const { name, sub, nats } = claims({});
    assert.deepEqual([name, sub], ['acme', publicKey]);
    assert.equal(nats.limits.conn, -1);
    assert.equal(nats.limits.disk_storage, 0);
    assert.equal(nats.limits.wildcards, true);
  });

  it('say all that the resource says, and servers find nothing wrong with it', () => {
    const token = encode(
      claims(
        {
          displayName: 'ACME',
          description: 'text',
          infoUrl: 'https://example.com',
          tags: ['Team:Orders'],
          limits: { connections: 10, payload: 1024, wildcardExports: true, disallowBearer: true },
          jetstream: { memoryStorage: 0, diskStorage: 1_000, streams: 3, maxBytesRequired: true },
          exports: [
            { type: 'stream', subject: 'orders.>', name: 'orders', tokenRequired: true },
            {
              ...{
                type: 'service',
                subject: 'ask.*',
                responseType: 'Stream',
                accountTokenPosition: 2,
              },
              ...{ responseThreshold: '2s', latency: { sampling: '10', results: 'latency' } },
            },
          ],
          imports: [
            { type: 'stream', subject: 'news', account: other, localSubject: 'their.news' },
          ],
          signingKeys: [
            { name: 'plain' },
            {
              name: 'scoped',
              role: 'reader',
              template: { permissions: { subscribe: { allow: ['orders.>'] } } },
            },
          ],
          defaultPermissions: {
            publish: { deny: ['secret'] },
            responses: { max: 2, expires: '5s' },
          },
          mappings: {
            a: [
              { subject: 'b', weight: 60 },
              { subject: 'c', weight: 40, cluster: 'nyc' },
            ],
          },
        },
        new Map([['UABC', 7]]),
      ),
      createOperator(),
    );
    const read = decodeAs('account', token);
    const { nats } = read;
    assert.deepEqual(
      validate(read).filter(({ level }) => level === 'error'),
      [],
    );
    assert.deepEqual(
      [read.name, nats.description, nats.info_url, nats.tags],
      ['ACME', 'text', 'https://example.com', ['team:orders']],
    );
    const {
      conn,
      payload,
      disallow_bearer: bearer,
      disk_storage: disk,
      streams,
      consumer,
    } = nats.limits;
    assert.deepEqual(
      [conn, payload, bearer, disk, streams, consumer],
      [10, 1024, true, 1_000, 3, -1],
    );
    const [service, stream] = [
      nats.exports.find(({ type }) => type === 'service'),
      nats.exports.find(({ type }) => type === 'stream'),
    ];
    assert.equal(stream?.token_req, true);
    assert.equal(service?.response_threshold, 2e9);
    assert.deepEqual(service.service_latency, { sampling: 10, results: 'latency' });
    assert.equal(nats.imports[0]?.local_subject, 'their.news');
    assert.equal(nats.imports[0].account, other);
    assert.equal(nats.signing_keys.get(plain), undefined);
    assert.ok(nats.signing_keys.has(plain));
    assert.deepEqual(nats.signing_keys.get(scoped)?.template.sub.allow, ['orders.>']);
    assert.deepEqual(nats.default_permissions.resp, { max: 2, ttl: 5e9 });
    assert.deepEqual(
      nats.mappings.get('a')?.map(({ weight, cluster }) => `${weight}${cluster}`),
      ['60', '40nyc'],
    );
    assert.equal(nats.revocations.get('UABC'), 7);
  });

  it('have limits of tiers instead of all others', () => {
    const { limits } = claims({
      jetstream: { diskStorage: 5, tiers: { R3: { diskStorage: 7 } } },
    }).nats;
    assert.equal(limits.disk_storage, 0);
    assert.equal(limits.tiered_limits.get('R3')?.disk_storage, 7);
  });
});

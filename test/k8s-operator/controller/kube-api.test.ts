import assert from 'node:assert/strict';
import { KubeApi } from '../../../src/k8s-operator/controller/kube-api.ts';
import { KubeError } from '../../../src/k8s-operator/controller/kube-error.ts';
import { kindNamed } from '../../../src/k8s-operator/controller/kinds.ts';
import { KubeConfig } from '@kubernetes/client-node';
import { inTurn, json, ScriptedApi } from '../../support/scripted-api.ts';

const SECRET = kindNamed('Secret');
const secret = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { namespace: 'n', name: 's', uid: 'u' },
};

describe('KubeApi', () => {
  let server: ScriptedApi;
  beforeEach(async () => {
    server = await ScriptedApi.start(json(secret));
  });
  afterEach(() => server.stop());

  it('asks where the kind is, as who the kubeconfig says', async () => {
    await server.api.get(SECRET, 'n', 's');
    await server.api.get(kindNamed('NatsCluster'), 'n', 'c');
    const [first, second] = server.asked;
    assert.equal(first?.url.pathname, '/api/v1/namespaces/n/secrets/s');
    assert.equal(first.headers.authorization, 'Bearer T');
    assert.equal(second?.url.pathname, '/apis/nats.io/v1alpha2/namespaces/n/natsclusters/c');
  });

  it('takes what is missing for undefined, and to be gone for done', async () => {
    server.answer(json({ kind: 'Status', reason: 'NotFound', message: 'gone' }, 404));
    assert.equal(await server.api.get(SECRET, 'n', 's'), undefined);
    assert.equal(await server.api.merge(SECRET, secret, {}), undefined);
    await server.api.remove(SECRET, secret);
  });

  it('says how long the body of each request is, that of a DELETE too, and keeps the connection', async () => {
    await server.api.remove(SECRET, secret);
    await server.api.get(SECRET, 'n', 's');
    const removal = server.asked[0]!;
    assert.equal(removal.headers['content-length'], String(Buffer.byteLength(removal.body)));
    assert.deepEqual(JSON.parse(removal.body), {
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      propagationPolicy: 'Background',
      preconditions: { uid: 'u' },
    });
    assert.equal(server.asked.length, 2);
  });

  it('applies with its name, and over what others have set', async () => {
    await server.api.apply(SECRET, secret);
    const [asked] = server.asked;
    assert.equal(asked?.method, 'PATCH');
    assert.equal(asked.headers['content-type'], 'application/apply-patch+yaml');
    assert.equal(asked.url.searchParams.get('fieldManager'), 'natsx-operator');
    assert.equal(asked.url.searchParams.get('force'), 'true');
  });

  it('lists page by page, says of each what it is, and takes null for nothing', async () => {
    const page = (items: unknown, next?: string) =>
      json({ items, metadata: { resourceVersion: '7', continue: next } });
    server.answer(inTurn(page([{ metadata: { name: 'a' } }], 'more'), page(null)));
    const { items, resourceVersion } = await server.api.list(SECRET, undefined, {
      labelSelector: 'x=y',
    });
    assert.deepEqual(items, [{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } }]);
    assert.equal(resourceVersion, '7');
    assert.equal(server.asked[1]?.url.searchParams.get('continue'), 'more');
    assert.equal(server.asked[1].url.searchParams.get('labelSelector'), 'x=y');
  });

  it('asks for metadata alone where that is all that is wanted', async () => {
    server.answer(json({ items: [], metadata: { resourceVersion: '7' } }));
    await server.api.list(SECRET, 'n', { metadataOnly: true });
    assert.match(server.asked[0]?.headers.accept ?? '', /as=PartialObjectMetadataList/);
  });

  it('says what the API server said, and what to do about it', async () => {
    const message = 'secrets is forbidden';
    server.answer(json({ kind: 'Status', reason: 'Forbidden', message }, 403));
    await assert.rejects(server.api.create(SECRET, secret), (error: KubeError) => {
      assert.equal(error.message, `POST /api/v1/namespaces/n/secrets: 403 ${message}`);
      assert.equal(error.reason, 'Forbidden');
      assert.match(error.suggestions.join(), /natsx k8s install/);
      return true;
    });
  });

  it('never says what it sent', async () => {
    server.answer(json({}, 422));
    const object = { ...secret, data: { seed: 'U0VDUkVU' } };
    await assert.rejects(
      server.api.apply(SECRET, object),
      (error: KubeError) => !error.message.includes('U0VDUkVU'),
    );
  });

  it('comes back when the API server has no time', async () => {
    const busy = inTurn((_, response) => {
      response.writeHead(429, { 'retry-after': '0.01' });
      response.end();
    }, json(secret));
    server.answer(busy);
    assert.deepEqual(await server.api.get(SECRET, 'n', 's'), secret);
    assert.equal(server.asked.length, 2);
  });

  it('tells a connection that breaks from an answer', async () => {
    server.answer((_, response) => void response.socket?.destroy());
    await assert.rejects(server.api.get(SECRET, 'n', 's'), { code: 'ERR_KUBE_UNREACHABLE' });
    server.answer((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"half":', () => response.socket?.destroy());
    });
    await assert.rejects(server.api.get(SECRET, 'n', 's'), { code: 'ERR_KUBE_UNREACHABLE' });
  });

  it('asks nothing more when its signal has ended it', async () => {
    const end = new AbortController();
    const other = await ScriptedApi.start(json(secret), end.signal);
    await other.api.get(SECRET, 'n', 's');
    end.abort(new Error('ended'));
    await assert.rejects(other.api.get(SECRET, 'n', 's'), /ended/);
    assert.equal(other.asked.length, 1);
    await other.stop();
  });

  it('wants a cluster to speak with', () => {
    assert.throws(() => new KubeApi(new KubeConfig()), { code: 'ERR_KUBE_CONFIG' });
  });
});

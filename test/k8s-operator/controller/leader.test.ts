import assert from 'node:assert/strict';
import { silentLogger } from '../../../src/base/logger.ts';
import { Leader } from '../../../src/k8s-operator/controller/leader.ts';
import { json, ScriptedApi, type Answer, type Asked } from '../../support/scripted-api.ts';

interface Spec {
  readonly holderIdentity: string;
  readonly leaseDurationSeconds: number;
}

/** A Lease as the API server keeps it: of two who change the same version, one is refused. */
class Lease {
  spec: Spec | undefined;
  version = 0;
  isDown = false;

  async serve(): Promise<ScriptedApi> {
    return ScriptedApi.start((asked, response) => this.#answer(asked)(asked, response));
  }

  #answer({ method, body }: Asked): Answer {
    if (this.isDown) return json({ message: 'down' }, 500);
    if (method === 'GET') {
      return this.spec === undefined ? json({ message: 'none' }, 404) : json(this.#object());
    }
    const { metadata, spec } = JSON.parse(body) as {
      metadata: { resourceVersion?: string };
      spec: Spec;
    };
    const isLate =
      method === 'POST'
        ? this.spec !== undefined
        : metadata.resourceVersion !== String(this.version);
    if (isLate) return json({ message: 'changed' }, 409);
    this.spec = spec;
    this.version += 1;
    return json(this.#object());
  }

  #object(): object {
    return {
      metadata: { namespace: 'n', name: 'l', resourceVersion: String(this.version) },
      spec: this.spec,
    };
  }
}

describe('Leader', () => {
  let lease: Lease;
  let server: ScriptedApi;
  let end: AbortController;
  beforeEach(async () => {
    lease = new Lease();
    server = await lease.serve();
    end = new AbortController();
  });
  afterEach(async () => {
    end.abort();
    await server.stop();
  });

  function leader(identity: string, leaseMs = 10_000): Leader {
    return new Leader({
      ...{ api: server.api, namespace: 'n', name: 'l', identity, logger: silentLogger },
      ...{ leaseMs, renewWithinMs: 2_000, retryMs: 5 },
    });
  }

  it('is one of two who begin at once', async () => {
    const [a, b] = [leader('a'), leader('b')];
    const first = await Promise.race([
      a.lead(end.signal).then(() => 'a'),
      b.lead(end.signal).then(() => 'b'),
    ]);
    assert.equal(lease.spec?.holderIdentity, first);
  });

  it('waits as long as another renews, and takes over what is given back', async () => {
    const [a, b] = [leader('a'), leader('b')];
    await a.lead(end.signal);
    const stop = new AbortController();
    const kept = a.keep(stop.signal);
    let leads = false;
    const waiting = b.lead(end.signal).then(() => (leads = true));
    const until = performance.now() + 50;
    while (performance.now() < until) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(leads, false);
    stop.abort();
    await kept;
    await a.release();
    await waiting;
    assert.equal(lease.spec?.holderIdentity, 'b');
  });

  it('takes over from one who does not renew', async () => {
    lease.spec = { holderIdentity: 'gone', leaseDurationSeconds: 0.05 };
    await leader('b').lead(end.signal);
    assert.equal(lease.spec.holderIdentity, 'b');
  });

  it('leads no more when it could not renew in time', async () => {
    const a = leader('a');
    await a.lead(end.signal);
    lease.isDown = true;
    await assert.rejects(a.keep(end.signal), /could not be renewed in time/);
  });

  it('leads no more when another does', async () => {
    const a = leader('a');
    await a.lead(end.signal);
    lease.spec = { holderIdentity: 'other', leaseDurationSeconds: 15 };
    lease.version += 1;
    await assert.rejects(a.keep(end.signal), /lease n\/l/);
    await a.release();
    assert.equal(lease.spec.holderIdentity, 'other', 'it does not give back what is not its own');
  });

  it('stops waiting when it is told to', async () => {
    lease.spec = { holderIdentity: 'other', leaseDurationSeconds: 15 };
    const waiting = leader('a').lead(end.signal);
    end.abort();
    assert.equal(await waiting, false);
  });
});

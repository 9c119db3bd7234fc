import assert from 'node:assert/strict';
import { Health } from '../../../src/k8s-operator/controller/health.ts';

describe('Health', () => {
  let lack: string | undefined;
  let illness: string | undefined;
  let health: Health;
  before(async () => {
    health = await Health.listen('127.0.0.1', 0, {
      illness: () => illness,
      lack: () => lack,
      metrics: () => 'metric 1\n',
    });
  });
  after(() => health.close());

  const ask = async (path: string, method = 'GET') => {
    const answer = await fetch(`http://127.0.0.1:${health.port}${path}`, { method });
    return `${answer.status} ${(await answer.text()).trim()}`;
  };

  it('tells alive from ready', async () => {
    lack = 'not all is seen';
    assert.equal(await ask('/healthz'), '200 ok');
    assert.equal(await ask('/readyz'), '503 not all is seen');
    lack = undefined;
    assert.equal(await ask('/readyz?verbose'), '200 ok');
    illness = 'ill';
    assert.equal(await ask('/healthz'), '503 ill');
    assert.equal(await ask('/readyz'), '503 ill');
    illness = undefined;
  });

  it('gives its metrics, and nothing else', async () => {
    assert.equal(await ask('/metrics'), '200 metric 1');
    assert.match(await ask('/'), /^404 /);
    assert.match(await ask('/metrics', 'POST'), /^405 /);
  });

  it('says what to do about a port that is taken', async () => {
    const view = { illness: () => undefined, lack: () => undefined, metrics: () => '' };
    await assert.rejects(Health.listen('127.0.0.1', health.port, view), {
      code: 'ERR_LISTEN',
      suggestions: ['choose another with --health-port, or 0 for none'],
    });
  });
});

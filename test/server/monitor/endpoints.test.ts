import assert from 'node:assert/strict';
import { ENDPOINTS } from '../../../src/server/monitor/endpoints.ts';
import { Query } from '../../../src/server/monitor/query.ts';
import { LogRecorder } from '../../support/log-recorder.ts';
import { around, view } from './view.ts';

const answerOf = (path: string, logger = new LogRecorder(), failure?: string) =>
  ENDPOINTS.find((endpoint) => endpoint.path === path)!.answer({
    view: view({ failure }),
    query: new Query(''),
    around,
    logger,
  });

describe('ENDPOINTS', () => {
  it('have paths of their own', () => {
    assert.equal(new Set(ENDPOINTS.map(({ path }) => path)).size, ENDPOINTS.length);
  });

  for (const { path } of ENDPOINTS.filter(({ path: each }) => each !== '/raftz')) {
    it(`answer ${path}`, () => {
      const { status, headers, body } = answerOf(path);
      assert.equal(status, 200);
      assert.match(headers['Content-Type']!, /^(application\/json|text\/plain; version=0.0.4.*)$/);
      assert.ok([...body].join('').length > 0);
    });
  }

  it('indent /ipqueuesz and the others as nats-server does', () => {
    assert.equal([...answerOf('/healthz').body].join(''), '{"status":"ok"}');
    assert.ok([...answerOf('/jsz').body].join('').startsWith('{\n  "memory": 0,'));
  });

  it('tell the log of ill health', () => {
    const log = new LogRecorder();
    assert.equal(answerOf('/healthz', log, 'no port').status, 500);
    assert.deepEqual(log.lines, ['warn Healthcheck failed: "no port"']);
  });
});

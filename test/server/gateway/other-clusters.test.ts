import assert from 'node:assert/strict';
import {
  OtherClusters,
  type OtherClustersSurroundings,
} from '../../../src/server/gateway/other-clusters.ts';
import { LogRecorder } from '../../support/log-recorder.ts';

describe('OtherClusters', () => {
  const log = new LogRecorder();
  let clusters: OtherClusters;
  let dialed: string[];

  function know(around: Partial<OtherClustersSurroundings> = {}): OtherClusters {
    dialed = [];
    return (clusters = new OtherClusters({
      name: 'OWN',
      logger: log,
      terms: () => ({ rejectUnknown: false, connectRetries: 0, connectBackoff: false }),
      dialTls: () => undefined,
      dial: ({ host }) => {
        dialed.push(host);
        return Promise.reject(new Error('connection refused'));
      },
      make: () => assert.fail('nobody was there'),
      hasDialed: () => false,
      ...around,
    }));
  }

  afterEach(() => {
    clusters.stop();
    log.lines.length = 0;
  });

  it('hears of a cluster once, of its own never, and of none without a place', () => {
    know();
    assert.equal(clusters.hearOf('X', ['one:1'])?.name, 'X');
    assert.equal(clusters.hearOf('X', ['two:2']), undefined);
    assert.deepEqual(clusters.get('X')!.places, ['one:1', 'two:2']);
    assert.equal(clusters.hearOf('OWN', ['one:1']), undefined);
    assert.equal(clusters.hearOf('', ['one:1']), undefined);
    assert.equal(clusters.hearOf('Y', []), undefined);
    assert.deepEqual(
      [...clusters.all()].map(({ name }) => name),
      ['X'],
    );
  });

  it('hears of none that it does not know if it is to reject them', () => {
    know({ terms: () => ({ rejectUnknown: true, connectRetries: 0, connectBackoff: false }) });
    assert.equal(clusters.hearOf('X', ['one:1']), undefined);
    assert.equal(clusters.get('X'), undefined);
  });

  it('tries all places, and forgets a cluster that nobody configured', async () => {
    know();
    clusters.hearOf('X', ['one:1', 'two:2']);
    await forgotten('X');
    assert.deepEqual(dialed.sort(), ['one', 'two']);
    assert.equal(
      log.lines.find((line) => line.includes('one:1') && line.startsWith('error')),
      'error Error connecting to implicit gateway "X" (one:1) at one:1 (attempt 1): connection refused',
    );
  });

  it('does not forget one that dials us, or that is configured', async () => {
    know({ hasDialed: (name) => name === 'X' });
    clusters.configure('Y', { urls: ['nats://three:3'], tls: undefined });
    clusters.solicit();
    clusters.hearOf('X', ['one:1']);
    clusters.hearOf('Z', ['two:2']);
    await forgotten('Z');
    assert.deepEqual(
      [...clusters.all()].map(({ name }) => name),
      ['Y', 'X'],
    );
  });

  /** Attempts that fail do so within microtasks. */
  async function forgotten(name: string): Promise<void> {
    while (clusters.get(name) !== undefined) await new Promise((resolve) => setImmediate(resolve));
  }
});

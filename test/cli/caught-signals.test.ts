import assert from 'node:assert/strict';
import { CaughtSignals, type ServerSignal } from '../../src/cli/caught-signals.ts';

describe('CaughtSignals', () => {
  it('keeps what comes before there is an answer, in order, and then hands all on', () => {
    const caught = new Map<ServerSignal, () => void>();
    const signals = new CaughtSignals((signal, listener) => caught.set(signal, listener));
    assert.deepEqual([...caught.keys()], ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2']);
    caught.get('SIGHUP')!();
    caught.get('SIGUSR1')!();
    const answered: ServerSignal[] = [];
    signals.answer((signal) => answered.push(signal));
    assert.deepEqual(answered, ['SIGHUP', 'SIGUSR1']);
    caught.get('SIGINT')!();
    assert.deepEqual(answered, ['SIGHUP', 'SIGUSR1', 'SIGINT']);
  });
});

import assert from 'node:assert/strict';
import { Files } from '../../../src/nsc/store/files.ts';
import { History, takeBack } from '../../../src/nsc/store/history.ts';

const entry = { time: '2026-01-31T00:00:00.000Z', command: 'nsc test' };

describe('History', () => {
  const make = () => {
    const files = new Files();
    return { files, history: new History('/nowhere/state', '/nowhere/stores', files) };
  };

  it('numbers changes, and keeps no secrets', () => {
    const { history } = make();
    const secret = { path: '/s', before: 'old', after: 'new', isSecret: true };
    history.record(entry, [{ path: '/a', before: undefined, after: '1', isSecret: false }, secret]);
    history.record({ ...entry, undoes: 1 }, []);
    const [second, first] = history.entries();
    assert.deepEqual([second!.number, second!.undoes], [2, 1]);
    assert.deepEqual(first!.files, [
      { path: '/a', isSecret: false, wasThere: false, isThere: true, after: '1' },
      { path: '/s', isSecret: true, wasThere: true, isThere: true },
    ]);
    assert.throws(() => history.find(), { message: 'there is no change to undo' });
    assert.equal(history.find(1).number, 1);
  });

  it('forgets the oldest', () => {
    const { history } = make();
    for (let i = 0; i < 1003; i++) history.record(entry, []);
    const numbers = history.entries().map(({ number }) => number);
    assert.equal(numbers[0], 1003);
    assert.ok(numbers.length <= 1001);
  });
});

describe('takeBack', () => {
  it('puts back what was, unless it was changed since', () => {
    const files = new Files();
    files.write('/nowhere/a', '2');
    files.write('/nowhere/b', '1');
    const recorded = [
      {
        path: '/nowhere/a',
        isSecret: false,
        wasThere: true,
        isThere: true,
        before: '1',
        after: '2',
      },
      { path: '/nowhere/b', isSecret: false, wasThere: false, isThere: true, after: '1' },
      { path: '/nowhere/c', isSecret: true, wasThere: true, isThere: false },
    ];
    takeBack({ ...entry, number: 1, files: recorded }, files);
    assert.deepEqual([files.read('/nowhere/a'), files.read('/nowhere/b')], ['1', undefined]);
    assert.throws(() => takeBack({ ...entry, number: 1, files: recorded }, files), {
      message: "change 1 can't be undone: `/nowhere/a` was changed since",
    });
  });
});

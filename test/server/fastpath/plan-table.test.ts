import assert from 'node:assert/strict';
import { hashSubject } from '../../../src/server/fastpath/hash.ts';
import type { Plan } from '../../../src/server/delivery/plan.ts';
import { INDEX_ENTRIES, MOST_PLANS } from '../../../src/server/fastpath/memory.ts';
import { RoadBench, type Receiver } from './road-bench.ts';

describe('PlanTable', () => {
  let bench: RoadBench;
  let receiver: Receiver;

  before(() => (bench = new RoadBench()));
  beforeEach(() => {
    bench.table.clear();
    receiver = bench.receiver();
  });
  afterEach(() => receiver.outbound.release());

  /** Which of `subjects` the kernel knows. */
  function known(...subjects: string[]): string[] {
    return subjects.filter((subject) => bench.run(`PUB ${subject} 2\r\nhi\r\n`) > 0);
  }

  function learn(...subjects: string[]): void {
    for (const subject of subjects) bench.plan(subject, [receiver.target(subject)]);
  }

  it('has what was added, for that class only', () => {
    learn('a.b');
    assert.equal(bench.table.has('a.b', 1), true);
    assert.equal(bench.table.has('a.b', 2), false);
    assert.equal(bench.table.has('a', 1), false);
    assert.equal(bench.table.has('a.bc', 1), false);
    assert.deepEqual(known('a.b', 'a', 'a.bc'), ['a.b']);
  });

  it('knows the plans of several classes for one subject', () => {
    const target = receiver.target('a', '1');
    for (const senderClass of [1, 2, 3]) {
      bench.table.add(
        {
          space: bench.space,
          isRepeatable: true,
          subject: 'a',
          destination: 'a',
          plain: [target],
          groups: [],
        },
        senderClass,
      );
    }
    assert.equal(bench.table.size, 3);
    bench.table.forget(bench.space, 'a');
    assert.deepEqual(
      [1, 2, 3].filter((each) => bench.table.has('a', each)),
      [],
    );
  });

  it('admits a subject when it is seen a second time', () => {
    assert.equal(bench.table.sawBefore('seen.twice', 1), false);
    assert.equal(bench.table.sawBefore('seen.twice', 1), true);
    assert.equal(bench.table.sawBefore('seen.twice', 2), false);
  });

  const ALL = ['a', 'b', 'a.b', 'a.c', 'a.b.c'];
  for (const [pattern, kept] of [
    ['a.b', ['a', 'b', 'a.c', 'a.b.c']],
    ['x.y', ALL],
    ['a.*', ['a', 'b', 'a.b.c']],
    ['a.>', ['a', 'b']],
    ['*', ['a.b', 'a.c', 'a.b.c']],
    ['>', []],
  ] as const) {
    it(`forgets by ${pattern} all but [${kept.join(' ')}]`, () => {
      learn(...ALL);
      bench.table.forget(bench.space, pattern);
      assert.deepEqual(known(...ALL), kept);
      assert.equal(bench.table.size, kept.length);
    });
  }

  it('forgets nothing of another space', () => {
    learn('a');
    bench.table.forget({}, '>');
    assert.deepEqual(known('a'), ['a']);
  });

  it('finds what lies behind a forgotten plan, and uses its place again', () => {
    const [first, second, third] = colliding(3);
    learn(first!, second!);
    bench.table.forget(bench.space, first!);
    assert.deepEqual(known(first!, second!), [second]);
    learn(third!);
    assert.deepEqual(known(first!, second!, third!), [second, third]);
    learn(first!);
    assert.deepEqual(known(first!, second!, third!), [first, second, third]);
  });

  it('hands counts to subscriptions when asked, when a plan is forgotten, and when all are', () => {
    const target = receiver.target('a');
    const message = 'PUB a 2\r\nhi\r\n';
    const plan = (): void => bench.plan('a', [target]);
    plan();
    bench.run(message.repeat(3));
    assert.equal(target.subscription.delivered, 0);
    bench.table.settle();
    bench.table.settle();
    assert.equal(target.subscription.delivered, 3);
    bench.run(message);
    bench.table.forget(bench.space, 'a');
    assert.equal(target.subscription.delivered, 4);
    plan();
    bench.run(message.repeat(2));
    bench.table.clear();
    assert.equal(target.subscription.delivered, 6);
    assert.deepEqual(known('a'), []);
  });

  it('leaves a plan that is too large to the slow road', () => {
    const targets = Array.from({ length: 50_000 }, (_, i) => receiver.target('a', `${i}`));
    bench.plan('a', targets);
    assert.equal(bench.table.has('a', 1), true, 'it is not made again and again');
    assert.equal(bench.run('PUB a 1\r\nx\r\n'), 0, 'but not repeated either');
  });

  it('admits next to none of a million subjects that are used once', () => {
    let admitted = 0;
    for (let i = 0; i < 1_000_000; i++) {
      if (bench.table.sawBefore(`_INBOX.once.${i}`, 1)) admitted++;
    }
    assert.ok(admitted < 1_000, `${admitted} admitted`);
  });

  it('stays bounded with more subjects than it holds, and knows those used last', () => {
    let most = 0;
    learn('kept');
    bench.run('PUB kept 2\r\nhi\r\n');
    const target = receiver.target('counted');
    bench.plan('counted', [target]);
    bench.run('PUB counted 2\r\nhi\r\n');
    for (let i = 0; i < 200_000; i++) {
      bench.table.add(inboxPlan(bench.space, `_INBOX.${i}`), 1);
      if (i % 1_000 === 0) most = Math.max(most, bench.table.size);
    }
    assert.ok(most <= MOST_PLANS, `${most} plans`);
    assert.deepEqual(known('_INBOX.199999'), ['_INBOX.199999']);
    assert.deepEqual(known('_INBOX.1', 'kept'), []);
    assert.equal(target.subscription.delivered, 1, 'no count was lost');
  });

  it('stays bounded when plans come and go', () => {
    for (let i = 0; i < INDEX_ENTRIES; i++) {
      bench.table.add(inboxPlan(bench.space, `_INBOX.${i}`), 1);
      bench.table.forget(bench.space, `_INBOX.${i}`);
    }
    assert.equal(bench.table.size, 0);
    learn('a');
    assert.deepEqual(known('a', '_INBOX.1'), ['a']);
  });
});

/** Subjects whose search begins at the same entry of the index. */
function colliding(count: number): string[] {
  const entry = hashSubject('s.0', 1) & (INDEX_ENTRIES - 1);
  const found: string[] = [];
  for (let i = 0; found.length < count; i++) {
    if ((hashSubject(`s.${i}`, 1) & (INDEX_ENTRIES - 1)) === entry) found.push(`s.${i}`);
  }
  return found;
}

function inboxPlan(space: object, subject: string): Plan {
  return { space, isRepeatable: true, subject, destination: subject, plain: [], groups: [] };
}

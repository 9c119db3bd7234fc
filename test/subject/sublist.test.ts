import assert from 'node:assert/strict';
import { Sublist, type Interest, type Match } from '../../src/subject/sublist.ts';
import { bytesInUse } from '../support/heap.ts';
import { newSeed, pick, randomFrom, type Random } from '../support/random.ts';

interface Sub extends Interest {
  readonly name: string;
}

describe('Sublist', () => {
  /** Subscribed to, published on, heard? */
  const rows: readonly (readonly [string, string, boolean])[] = [
    ['foo', 'foo', true],
    ['foo', 'Foo', false],
    ['foo', 'foo.bar', false],
    ['foo.bar', 'foo', false],
    ['foo.bar', 'foo.bar', true],
    ['*', 'foo', true],
    ['*', 'foo.bar', false],
    ['foo.*', 'foo.bar', true],
    ['foo.*', 'foo', false],
    ['foo.*', 'foo.bar.baz', false],
    ['*.bar', 'foo.bar', true],
    ['foo.*.baz', 'foo.bar.baz', true],
    ['foo.*.baz', 'foo.bar.bar', false],
    ['>', 'foo', true],
    ['>', 'foo.bar.baz', true],
    ['foo.>', 'foo', false],
    ['foo.>', 'foo.bar', true],
    ['foo.>', 'foo.bar.baz', true],
    ['*.>', 'foo', false],
    ['*.>', 'foo.bar', true],
    ['foo*', 'foo*', true],
    ['foo*', 'foox', false],
    // What is published is taken as it stands: a wildcard in it is an ordinary token.
    ['foo.*', 'foo.*', true],
    ['foo.>', 'foo.>', true],
    ['>', 'foo.*', true],
    ['foo.bar', 'foo.*', false],
    ['foo.*', 'foo.>', true],
    // An empty token matches nothing, not even a wildcard.
    ['>', 'foo.', false],
    ['>', '.foo', false],
    ['>', '', false],
    ['foo.*', 'foo.', false],
    ['*.*', 'a..b', false],
    // A trie of plain objects would trip over these.
    ['__proto__', '__proto__', true],
    ['>', 'constructor', true],
    ['constructor', 'toString', false],
  ];
  for (const [pattern, subject, isHeard] of rows) {
    it(`${isHeard ? 'finds' : 'does not find'} ${pattern} for ${JSON.stringify(subject)}`, () => {
      const sublist = new Sublist<Sub>();
      sublist.insert(plain('a', pattern));
      assert.deepEqual(names(sublist.match(subject)), isHeard ? ['a'] : []);
    });
  }

  it('keeps each of several subscriptions to one subject', () => {
    const sublist = new Sublist<Sub>();
    const subs = ['a', 'b', 'c'].map((name) => plain(name, 'foo'));
    for (const sub of subs) sublist.insert(sub);
    assert.deepEqual(names(sublist.match('foo')), ['a', 'b', 'c']);
    assert.equal(sublist.size, 3);
    sublist.remove(subs[1]!);
    assert.deepEqual(names(sublist.match('foo')), ['a', 'c']);
  });

  it('makes one group of the members of a queue, whichever pattern matched', () => {
    const sublist = new Sublist<Sub>();
    sublist.insert(member('a', 'foo.*', 'q'));
    sublist.insert(member('b', 'foo.>', 'q'));
    sublist.insert(member('c', 'foo.bar', 'q'));
    sublist.insert(member('d', 'foo.bar', 'r'));
    sublist.insert(plain('e', 'foo.bar'));
    assert.deepEqual(names(sublist.match('foo.bar')), ['e', 'q:a,b,c', 'r:d']);
    assert.deepEqual(names(sublist.match('foo.baz')), ['q:a,b']);
  });

  it('knows what it removes: only the very subscription that is in, and only once', () => {
    const sublist = new Sublist<Sub>();
    const sub = plain('a', 'foo.bar');
    sublist.insert(sub);
    for (const other of [
      plain('a', 'foo.bar'),
      plain('a', 'foo'),
      plain('a', 'foo.bar.baz'),
      plain('a', 'foo.*'),
      plain('a', '>'),
      member('a', 'foo.bar', 'q'),
    ]) {
      assert.equal(sublist.remove(other), false, other.subject);
    }
    assert.equal(sublist.size, 1);
    assert.equal(sublist.remove(sub), true);
    assert.equal(sublist.remove(sub), false);
    assert.equal(sublist.size, 0);
  });

  it('keeps what lies below and above a subject that is removed', () => {
    const sublist = new Sublist<Sub>();
    const middle = plain('b', 'foo.bar');
    sublist.insert(plain('a', 'foo'));
    sublist.insert(middle);
    sublist.insert(plain('c', 'foo.bar.baz'));
    sublist.remove(middle);
    assert.deepEqual(names(sublist.match('foo')), ['a']);
    assert.deepEqual(names(sublist.match('foo.bar')), []);
    assert.deepEqual(names(sublist.match('foo.bar.baz')), ['c']);
  });

  it('does not change a match that somebody is walking', () => {
    const sublist = new Sublist<Sub>();
    const subs = [plain('a', 'foo'), member('b', 'foo', 'q'), member('c', 'foo', 'q')];
    for (const sub of subs) sublist.insert(sub);
    const match = sublist.match('foo');
    for (const sub of subs) sublist.remove(sub);
    sublist.insert(plain('d', 'foo'));
    sublist.insert(member('e', 'foo', 'q'));
    assert.deepEqual(names(match), ['a', 'q:b,c']);
  });

  it('answers from its cache from the second time on', () => {
    const sublist = new Sublist<Sub>();
    sublist.insert(plain('a', 'foo.*'));
    sublist.match('foo.bar');
    assert.equal(sublist.match('foo.bar'), sublist.match('foo.bar'));
  });

  it('keeps the result of a subject that a change of another literal does not touch', () => {
    const sublist = new Sublist<Sub>();
    sublist.insert(plain('a', 'foo'));
    sublist.match('foo');
    const before = sublist.match('foo');
    const inbox = plain('b', '_INBOX.x');
    sublist.insert(inbox);
    sublist.remove(inbox);
    assert.equal(sublist.match('foo'), before);
  });

  it('counts what it has had to do', () => {
    const list = new Sublist<Sub>();
    const [all, member] = [
      { name: 'all', subject: '>', queue: undefined },
      { name: 'member', subject: 'foo', queue: 'q' },
    ];
    list.insert(all);
    list.insert(member);
    for (const subject of ['foo', 'foo', 'foo', 'bar']) list.match(subject);
    assert.deepEqual(list.statistics, {
      subscriptions: 2,
      inserts: 2,
      removes: 0,
      matches: 4,
      cacheHits: 1,
      cached: 1,
      cachedFanout: 2,
      mostFanout: 2,
    });
    list.remove(all);
    list.remove(all);
    const { subscriptions, removes, cached } = list.statistics;
    assert.deepEqual([subscriptions, removes, cached], [1, 1, 0]);
  });

  it('finds the same for those who only look, and does not count them', () => {
    const list = new Sublist<Sub>();
    list.insert({ name: 'a', subject: 'foo.*', queue: undefined });
    const before = list.statistics;
    assert.deepEqual(
      [list.lookUp('foo.bar'), list.lookUp('foo.bar')],
      [1, 2].map(() => ({
        plain: [{ name: 'a', subject: 'foo.*', queue: undefined }],
        groups: [],
      })),
    );
    assert.deepEqual(list.statistics, before);
  });

  it('can be walked, each subscription once', () => {
    const list = new Sublist<Sub>();
    const rows = ['a', 'a', 'a.b', '*', '*.b', '>', 'a.>', 'a.*.c'].flatMap((subject, at) => [
      { name: `plain ${at}`, subject, queue: undefined },
      { name: `member ${at}`, subject, queue: 'q' },
      { name: `other ${at}`, subject, queue: 'r' },
    ]);
    for (const row of rows) list.insert(row);
    const names = (subs: Iterable<Sub>) => Array.from(subs, ({ name }) => name).sort();
    assert.deepEqual(names(list), names(rows));
  });

  it('keeps a bounded number of results', () => {
    const sublist = new Sublist<Sub>();
    sublist.insert(plain('a', '>'));
    const before = bytesInUse();
    for (let i = 0; i < 100_000; i++) sublist.match(`subject.number.${i}`);
    // 100,000 results of one subscription are more than 20 MB.
    assert.ok(bytesInUse() - before < 4_000_000, 'results pile up');
    assert.deepEqual(names(sublist.match('subject.number.0')), ['a']);
  });

  it('leaves nothing behind when all is removed', () => {
    const sublist = new Sublist<Sub>();
    const cycle = (from: number): void => {
      const subs = Array.from({ length: 20_000 }, (_, i) =>
        i % 2 === 0
          ? plain('a', `left.${from + i}.${pick(numbers, ['*', '>', 'x', 'x.y.z'])}`)
          : member('a', `left.${from + i}.*.x`, `q${i}`),
      );
      for (const sub of subs) sublist.insert(sub);
      for (const sub of subs) assert.ok(sublist.remove(sub));
    };
    const numbers = randomFrom(1);
    // It stays: the way to it is a way that others leave, too.
    sublist.insert(plain('stays', 'left'));
    cycle(0);
    const before = bytesInUse();
    cycle(20_000);
    cycle(40_000);
    // 40,000 forgotten nodes are more than 10 MB.
    assert.ok(bytesInUse() - before < 2_000_000, 'nodes are left behind');
    assert.equal(sublist.size, 1);
  });

  it('agrees with a search through all subscriptions, whatever comes and goes', () => {
    const seed = newSeed();
    const random = randomFrom(seed);
    for (let round = 0; round < 40; round++) compareWithSearch(random, `SEED=${seed}`);
  });
});

/** Some hundred changes and questions; a few subjects only, so that the cache is asked and invalidated all the time. */
function compareWithSearch(random: Random, hint: string): void {
  const sublist = new Sublist<Sub>();
  const all: Sub[] = [];
  for (let step = 0; step < 300; step++) {
    const action = random(5);
    if (action === 0 && all.length > 0) {
      const [gone] = all.splice(random(all.length), 1);
      assert.ok(sublist.remove(gone!), hint);
    } else if (action <= 2) {
      const queue = random(3) === 0 ? pick(random, ['q', 'r', 's.t']) : undefined;
      const sub = { name: `${step}`, subject: randomPattern(random), queue };
      sublist.insert(sub);
      all.push(sub);
    }
    const subject = randomSubject(random);
    assert.deepEqual(names(sublist.match(subject)), search(all, subject), `${subject}, ${hint}`);
    assert.equal(sublist.size, all.length, hint);
  }
  for (const sub of all) assert.ok(sublist.remove(sub), hint);
  assert.equal(sublist.size, 0, hint);
}

/** What the trie must find, found the plain way: the words of the protocol, one by one. */
function search(all: readonly Sub[], subject: string): string[] {
  const found = all.filter((sub) => hears(sub.subject.split('.'), subject.split('.')));
  return names({
    plain: found.filter((sub) => sub.queue === undefined),
    groups: [...new Set(found.map((sub) => sub.queue))]
      .filter((queue) => queue !== undefined)
      .map((queue) => found.filter((sub) => sub.queue === queue)),
  });
}

function hears(pattern: readonly string[], subject: readonly string[]): boolean {
  if (subject.includes('')) return false;
  const isOpen = pattern.at(-1) === '>';
  if (isOpen ? subject.length < pattern.length : subject.length !== pattern.length) return false;
  return pattern.every(
    (token, at) => token === '*' || (isOpen && at === pattern.length - 1) || token === subject[at],
  );
}

const WORDS = ['a', 'b', 'c'];

function randomPattern(random: Random): string {
  const tokens = randomTokens(random, [...WORDS, '*', 'a*']);
  if (random(4) === 0) tokens.push('>');
  return tokens.join('.');
}

function randomSubject(random: Random): string {
  return randomTokens(random, random(10) === 0 ? [...WORDS, '*', '>', '', 'a*'] : WORDS).join('.');
}

function randomTokens(random: Random, words: readonly string[]): string[] {
  return Array.from({ length: 1 + random(3) }, () => pick(random, words));
}

function plain(name: string, subject: string): Sub {
  return { name, subject, queue: undefined };
}

function member(name: string, subject: string, queue: string): Sub {
  return { name, subject, queue };
}

/** The names of plain subscriptions and, per queue, of its members: `q:a,b`. Sorted: the order means nothing. */
function names(match: Match<Sub>): string[] {
  const groups = match.groups.map((members) => `${members[0]!.queue}:${list(members)}`);
  return [...match.plain.map((sub) => sub.name).sort(), ...groups.sort()];
}

function list(subs: readonly Sub[]): string {
  return subs
    .map((sub) => sub.name)
    .sort()
    .join(',');
}

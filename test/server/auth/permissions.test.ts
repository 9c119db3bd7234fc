import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Permissions } from '../../../src/server/auth/permissions.ts';
import { completeOptions } from '../../../src/server/options/options.ts';
import type { GivenPermissions } from '../../../src/server/options/permissions.ts';

function permissions(given: GivenPermissions): Permissions {
  const user = { user: 'u', password: 'p', permissions: given };
  const { authorization } = completeOptions({ authorization: { users: [user] } });
  return new Permissions(authorization!.users![0]!.permissions!);
}

describe('Permissions', () => {
  const publishing: [name: string, GivenPermissions, may: string[], mayNot: string[]][] = [
    ['nothing said', {}, ['a', 'a.b', '$SYS.x', 'a.*'], []],
    ['a literal', { publish: 'a.b' }, ['a.b'], ['a', 'a.b.c', 'A.b', 'a.*']],
    ['*', { publish: ['a.*', 'b'] }, ['a.b', 'a.*', 'a.>', 'b'], ['a', 'a.b.c', 'b.c']],
    ['>', { publish: 'a.>' }, ['a.b', 'a.b.c'], ['a', 'b']],
    ['a denial', { publish: { deny: 'a.>' } }, ['a', 'b', 'a..b'], ['a.b', 'a.b.c']],
    [
      'a denial among what is allowed',
      { publish: { allow: 'a.>', deny: ['a.b', 'a.*.c'] } },
      ['a.c', 'a.b.d'],
      ['a.b', 'a.x.c', 'b'],
    ],
    ['empty tokens', { publish: '>' }, ['a.b'], ['', '.', 'a.', '.a', 'a..b']],
    ['nothing', { publish: { allow: [] } }, [], ['a', 'b.c']],
    ['answers alone', { allowResponses: true }, [], ['a', '_INBOX.x']],
    ['answers and more', { publish: 'a', allowResponses: true }, ['a'], ['b']],
    ['answers and a denial', { publish: { deny: 'b' }, allowResponses: true }, [], ['a', 'b']],
    ['letters of several bytes', { publish: 'caf\u00e9' }, ['caf\xc3\xa9'], ['caf\xe9', 'cafe']],
    ['half a letter like a blank', { publish: 'voil\u00e0' }, ['voil\xc3\xa0'], ['voil\xc3']],
  ];
  for (const [name, given, may, mayNot] of publishing) {
    it(`of publishing: ${name}`, () => {
      const all = permissions(given);
      // Twice: the second answer may come from a cache.
      for (const subject of [...may, ...may]) assert.equal(all.mayPublish(subject), true, subject);
      for (const subject of [...mayNot, ...mayNot]) {
        assert.equal(all.mayPublish(subject), false, subject);
      }
    });
  }

  // `subject` or `subject queue`, as rules spell it.
  const subscribing: [name: string, GivenPermissions, may: string[], mayNot: string[]][] = [
    ['nothing said', {}, ['a', '>', 'a q'], []],
    ['a literal', { subscribe: 'a' }, ['a', 'a q'], ['b', '*', '>', 'a.b']],
    ['*', { subscribe: 'a.*' }, ['a.b', 'a.*', 'a.* q'], ['a', 'a.>', '>', '*.b', 'a.*.c', '*.*']],
    ['>', { subscribe: 'a.>' }, ['a.b', 'a.*', 'a.>', 'a.*.b', 'a.b.>'], ['a', '>', '*.b', '*.>']],
    ['* in the middle', { subscribe: 'a.*.c' }, ['a.b.c', 'a.*.c'], ['a.>', 'a.*.>', 'a.*.*']],
    ['* before >', { subscribe: '*.>' }, ['a.b', '*.>', 'a.>', '*.*', 'a.*.>'], ['a', '*', '>']],
    ['everything', { subscribe: '>' }, ['a', '>', '*', 'a.> q'], ['a..b', '.', '']],
    ['a denial', { subscribe: { deny: 'a.*' } }, ['a', '>', '*.b', 'a.b.c'], ['a.b', 'a.*', 'a.>']],
    [
      'a denial among what is allowed',
      { subscribe: { allow: 'a.>', deny: 'a.b' } },
      ['a.c', 'a.>', 'a.*'],
      ['a.b', 'a.b q', 'b'],
    ],
    ['a group alone', { subscribe: 'a q' }, ['a q'], ['a', 'a r']],
    ['plainly, and one group', { subscribe: ['a', 'a q'] }, ['a', 'a q'], ['a r']],
    ['groups', { subscribe: ['a q.*', 'b >'] }, ['a q.1', 'b x', 'b x.y'], ['a q', 'a q.1.2', 'b']],
    ['a group named as a pattern', { subscribe: 'a q.*' }, ['a q.*'], ['a q.>']],
    ['a group of a pattern', { subscribe: 'a.* q' }, ['a.b q', 'a.* q'], ['a.b', 'a.> q', 'a.b r']],
    [
      'a group of one pattern, another of a wider one',
      { subscribe: ['a.* q', 'a.> r'] },
      ['a.> r', 'a.b q', 'a.b r'],
      ['a.> q', 'a.b s'],
    ],
    ['a denied group', { subscribe: { deny: 'a q' } }, ['a', 'a r', '* q'], ['a q']],
    ['denied groups', { subscribe: { deny: 'a q.*' } }, ['a', 'a q', 'a q.1.2'], ['a q.1']],
    [
      'letters of several bytes',
      { subscribe: '\u00e0 q\u00e0' },
      ['\xc3\xa0 q\xc3\xa0'],
      ['\xc3\xa0'],
    ],
  ];
  for (const [name, given, may, mayNot] of subscribing) {
    it(`of subscribing: ${name}`, () => {
      const all = permissions(given);
      const ask = (text: string): boolean => {
        const [subject, queue] = text.split(' ');
        return all.maySubscribe(subject!, queue);
      };
      for (const text of [...may, ...may]) assert.equal(ask(text), true, text);
      for (const text of [...mayNot, ...mayNot]) assert.equal(ask(text), false, text);
    });
  }

  describe('what is kept from a subscription', () => {
    const rules = { subscribe: { deny: ['a.b', 'c.* q', 'd.> q.*'] } };

    it('is nothing where no denial overlaps', () => {
      const all = permissions(rules);
      for (const [subject, queue] of [['a.c'], ['x.>'], ['c.*'], ['c.*', 'r'], ['d.>', 'q']]) {
        assert.equal(all.filter(subject!, queue), undefined, `${subject} ${queue}`);
      }
    });

    it('is what is denied, to members of a group what is denied to the group, too', () => {
      const all = permissions(rules);
      const plain = all.filter('>', undefined)!;
      const member = all.filter('>', 'q')!;
      const kept = (withholds: (subject: string) => boolean): string[] =>
        ['a', 'a.b', 'a.c', 'c.x', 'd.x'].filter(withholds);
      assert.deepEqual(kept(plain), ['a.b']);
      assert.deepEqual(kept(member), ['a.b', 'c.x']);
      assert.deepEqual(kept(all.filter('>', 'q.1')!), ['a.b', 'd.x']);
    });
  });

  describe('against a model that knows rules by heart', () => {
    const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
    const token = fc.constantFrom('a', 'b', '*');
    const pattern = fc
      .tuple(fc.array(token, { maxLength: 3 }), fc.constantFrom('a', 'b', '*', '>'))
      .map(([tokens, last]) => [...tokens, last].join('.'));
    const literal = fc
      .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 4 })
      .map((tokens) => tokens.join('.'));
    const lists = fc.record({
      allow: fc.array(pattern, { minLength: 1, maxLength: 4 }),
      deny: fc.array(pattern, { maxLength: 3 }),
    });

    it(`lets nobody hear what the rules do not say (SEED=${seed})`, () => {
      fc.assert(
        fc.property(lists, pattern, fc.array(literal, { maxLength: 20 }), (rules, wanted, all) => {
          const some = permissions({ publish: rules, subscribe: rules });
          const mayHear = some.maySubscribe(wanted, undefined);
          const withholds = some.filter(wanted, undefined);
          for (const subject of all) {
            const isIn = (each: string): boolean => matches(subject, each);
            const may = rules.allow.some(isIn) && !rules.deny.some(isIn);
            assert.equal(some.mayPublish(subject), may);
            if (!mayHear || !isIn(wanted)) continue;
            assert.equal(withholds?.(subject) !== true, may, `${wanted} heard ${subject}`);
          }
        }),
        { seed, numRuns: 2_000 },
      );
    });
  });
});

/** Whether the literal `subject` is one of `pattern`'s, said the simplest way. */
function matches(subject: string, pattern: string): boolean {
  const text = pattern
    .split('.')
    .map((token) => ({ '*': '[^.]+', '>': '.+' })[token] ?? token)
    .join('\\.');
  return new RegExp(`^${text}$`).test(subject);
}

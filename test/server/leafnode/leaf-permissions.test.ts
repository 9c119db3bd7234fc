import assert from 'node:assert/strict';
import { denying, LeafPermissions } from '../../../src/server/leafnode/leaf-permissions.ts';

const terms = {
  publish: { allow: ['up.>', 'one'], deny: ['up.not.>'] },
  subscribe: { allow: ['down.>'], deny: ['down.not.>'] },
};

describe('LeafPermissions', () => {
  const permissions = new LeafPermissions(terms, ['up.unsaid']);

  for (const [subject, may] of [
    ['up.x', true],
    ['up.not.x', false],
    ['other', false],
    ['_R_.abc.d', true],
    ['$JS.ACK.S.C.1', true],
    ['_GR_.a.b.x', true],
    ['up.unsaid', true],
  ] as const) {
    it(`${may ? 'takes' : 'refuses'} a message on ${subject}`, () => {
      assert.equal(permissions.mayPublish(subject), may);
    });
  }

  for (const [subject, may] of [
    ['up.x', true],
    ['up.*', true],
    ['>', true],
    ['*', true],
    ['other', false],
    ['other.*', false],
    ['up.not.x', false],
    ['up.not.>', false],
    ['up.unsaid', false],
    ['$LDS.abc', true],
    ['_GR_.>', true],
  ] as const) {
    it(`${may ? 'asks' : 'does not ask'} for ${subject}`, () => {
      assert.equal(permissions.mayAsk(subject), may);
    });
  }

  for (const [subject, may] of [
    ['down.x', true],
    ['other', false],
    ['down.not.x', false],
    ['>', true],
    ['other.*', true],
    ['$LDS.abc', true],
  ] as const) {
    it(`${may ? 'takes' : 'refuses'} interest in ${subject}`, () => {
      assert.equal(permissions.maySubscribe(subject, undefined), may);
    });
  }

  it('filters what comes of a pattern', () => {
    const withholds = permissions.filter('>')!;
    assert.deepEqual(
      ['down.x', 'down.not.x', 'other', '_R_.a'].map((subject) => withholds(subject)),
      [false, true, true, false],
    );
    assert.equal(permissions.filter('down.x'), undefined);
  });

  it('allows all that is not denied where nothing is said of what is allowed', () => {
    const all = new LeafPermissions(denying(undefined, ['in.>'], ['out.>'])!);
    assert.deepEqual(
      [
        all.mayPublish('in.x'),
        all.mayPublish('x'),
        all.maySend('out.x'),
        all.maySend('x'),
        all.mayAsk('in.x'),
      ],
      [false, true, false, true, false],
    );
  });
});

describe('denying()', () => {
  it('leaves permissions as they are if nothing more is denied', () => {
    assert.equal(denying(terms, [], []), terms);
    assert.equal(denying(undefined, [], []), undefined);
  });

  it('adds to what is denied', () => {
    assert.deepEqual(denying(terms, ['a'], ['b']), {
      publish: { allow: ['up.>', 'one'], deny: ['up.not.>', 'a'] },
      subscribe: { allow: ['down.>'], deny: ['down.not.>', 'b'] },
    });
  });
});

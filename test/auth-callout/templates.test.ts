import assert from 'node:assert/strict';
import type { Grant } from '../../src/auth-callout/rules.ts';
import { claimTexts, fillIn, TemplateError } from '../../src/auth-callout/templates.ts';

const grant = (part: Partial<Grant>): Grant => ({
  account: 'A',
  name: '',
  publish: { allow: [], deny: [] },
  subscribe: { allow: [], deny: [] },
  responses: undefined,
  subscriptions: -1,
  payload: -1,
  tags: [],
  connectionTypes: [],
  expiryMs: 0,
  ...part,
});
const publish = (allow: string[], deny: string[] = []): Partial<Grant> => ({
  publish: { allow, deny },
});

describe('templates of the auth callout service', () => {
  it('finds claims by their path, also where names have dots', () => {
    const claims = { 'kubernetes.io': { namespace: 'shop' }, a: { b: [1, 'x', {}] }, n: null };
    assert.deepEqual(claimTexts(claims, 'kubernetes.io.namespace'), ['shop']);
    assert.deepEqual(claimTexts(claims, 'a.b'), ['1', 'x']);
    for (const path of ['a', 'n', 'x', 'a.c', 'constructor', '__proto__.x', 'a.b.length']) {
      assert.deepEqual(claimTexts(claims, path), [], path);
    }
  });

  it('fills in names, accounts, subjects and tags', () => {
    const filled = fillIn(
      grant({
        account: '{{t}}',
        name: '{{ mail }}',
        tags: ['g:{{g}}'],
        ...publish(['{{t}}.{{g}}.>']),
      }),
      { t: 'T', mail: 'a.b@c', g: ['x', 'y'] },
    );
    assert.equal(filled.account, 'T');
    assert.equal(filled.name, 'a.b@c');
    assert.deepEqual(filled.tags, ['g:x', 'g:y']);
    assert.deepEqual(filled.publish.allow, ['T.x.>', 'T.y.>']);
  });

  for (const evil of ['>', '*', 'a.b', 'a b', '', 'a\n', 'a\u0000']) {
    it(`takes ${JSON.stringify(evil)} for no token of a subject`, () => {
      const filled = fillIn(grant(publish(['x.{{s}}'])), { s: evil });
      assert.deepEqual(filled.publish, { allow: [], deny: ['>'] });
      assert.throws(() => fillIn(grant({ account: '{{s}}' }), { s: evil }), TemplateError);
      assert.throws(() => fillIn(grant(publish([], ['x.{{s}}'])), { s: evil }), TemplateError);
    });
  }

  it('does not fill in what a claim brought along', () => {
    const filled = fillIn(grant({ name: '{{a}}' }), { a: '{{b}}', b: 'x' });
    assert.equal(filled.name, '{{b}}');
  });

  it('allows nothing where nothing of a list is left, and leaves an empty list alone', () => {
    assert.deepEqual(fillIn(grant(publish(['{{x}}'])), {}).publish, { allow: [], deny: ['>'] });
    assert.deepEqual(fillIn(grant({}), {}).publish, { allow: [], deny: [] });
  });

  it('refuses lists that multiply', () => {
    const many = Array.from({ length: 20 }, (_, at) => `v${at}`);
    assert.throws(() => fillIn(grant(publish(['{{a}}.{{a}}'])), { a: many }), TemplateError);
  });
});

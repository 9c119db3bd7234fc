import assert from 'node:assert/strict';
import { HelmValues } from '../../src/k8s-operator/helm-values.ts';

describe('HelmValues', () => {
  it('gives values of the type that is asked for', () => {
    const values = new HelmValues({ a: { b: 'text', c: 5, d: true, e: [1], f: { g: 1 }, h: '' } });
    assert.equal(values.text('a.b'), 'text');
    assert.equal(values.text('a.c'), '5');
    assert.equal(values.text('a.h'), undefined);
    assert.equal(values.number('a.c'), 5);
    assert.equal(values.number('a.b'), undefined);
    assert.equal(values.isOn('a.d'), true);
    assert.equal(values.isOn('a.b', true), true);
    assert.deepEqual(values.list('a.e'), [1]);
    assert.deepEqual(values.record('a.f'), { g: 1 });
    assert.equal(values.record('a.e'), undefined);
    assert.equal(values.text('a.b.c'), undefined);
    assert.equal(values.text('toString'), undefined);
  });

  it('knows what nobody has read', () => {
    const values = new HelmValues({
      read: { one: 1, two: 2 },
      ignored: { deep: { thing: 1 } },
      left: { one: 1, two: 2 },
      atRest: { off: false, none: null, empty: {}, list: [], text: '' },
      merge: { spec: { a: 1, b: 2 } },
    });
    values.take('read');
    values.ignore('ignored.deep');
    values.number('left.one');
    assert.deepEqual(values.unread(), ['left.two', 'merge.spec']);
  });
});

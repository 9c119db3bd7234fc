import assert from 'node:assert/strict';
import { stepsOf, withoutField } from '../../src/k8s-operator/field-path.ts';

const VALUE = { spec: { labels: { 'a.b/c': 1, a: 2 }, routes: [{ url: 'x' }, { url: 'y' }] } };

describe('stepsOf', () => {
  const paths: [string, (string | number)[]][] = [
    ['spec', ['spec']],
    ['spec.labels.a', ['spec', 'labels', 'a']],
    ['spec.labels.a.b/c', ['spec', 'labels', 'a.b/c']],
    ['spec.routes[1].url', ['spec', 'routes', 1, 'url']],
    ['spec.routes[0]', ['spec', 'routes', 0]],
    ['spec.missing.thing', ['spec']],
    ['', []],
  ];
  for (const [path, steps] of paths) {
    it(`leads by ${path}`, () => assert.deepEqual(stepsOf(path, VALUE), steps));
  }
});

describe('withoutField', () => {
  it('copies the rest', () => {
    const without = withoutField(VALUE, 'spec.labels.a.b/c');
    assert.deepEqual(without?.spec.labels, { a: 2 });
    assert.deepEqual(withoutField(VALUE, 'spec.routes[0]')?.spec.routes, [{ url: 'y' }]);
    assert.deepEqual(Object.keys(VALUE.spec.labels), ['a.b/c', 'a']);
  });

  it('has nothing to take where there is nothing', () => {
    assert.equal(withoutField(VALUE, 'spec.size'), undefined);
    assert.equal(withoutField(VALUE, 'spec.routes[5].url'), undefined);
  });
});

import assert from 'node:assert/strict';
import { confDifferences, differencesFrom } from './conf-corpus/differences.ts';
import { corpus } from './conf-corpus/index.ts';

describe('the corpus of configurations', () => {
  const names = Object.values(corpus).flatMap((part) => part.map(({ name }) => name));

  it('is a large one', () => {
    assert.ok(names.length >= 250, `${names.length} texts`);
  });

  it('names each text once', () => {
    assert.deepEqual(
      names.filter((name, at) => names.indexOf(name) !== at),
      [],
    );
  });

  it('lists differences of texts that there are, each once', () => {
    const named = confDifferences.flatMap(({ texts }) => Object.keys(texts));
    assert.deepEqual(
      named.filter((name, at) => !names.includes(name) || named.indexOf(name) !== at),
      [],
    );
  });

  it('leaves out what a newer nats-server reads as natsx does', () => {
    assert.equal(differencesFrom('2.9.10').get('braces and comments'), 'valid');
    assert.equal(differencesFrom('2.15.2').get('braces and comments'), undefined);
  });
});

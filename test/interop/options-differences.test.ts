import assert from 'node:assert/strict';
import { differencesFrom, optionsDifferences } from './options-corpus/differences.ts';
import * as corpus from './options-corpus/texts.ts';

describe('the corpus of options', () => {
  const texts = Object.values(corpus).flat();

  it('is a large one, and has each text once', () => {
    assert.ok(texts.length >= 250, `${texts.length} texts`);
    assert.equal(new Set(texts).size, texts.length);
  });

  it('lists differences of texts that there are', () => {
    const named = optionsDifferences.flatMap((difference) => difference.texts);
    assert.deepEqual(
      named.filter((text) => !texts.includes(text)),
      [],
    );
  });

  it('leaves out what a newer nats-server takes as natsx does', () => {
    assert.ok(differencesFrom('2.9.10').has('leafnodes { reconnect: 3 }'));
    assert.ok(!differencesFrom('2.15.2').has('leafnodes { reconnect: 3 }'));
    assert.ok(differencesFrom('2.15.2').has('accounts: x'));
  });
});

import assert from 'node:assert/strict';
import { Account } from '../../../src/server/account/account.ts';
import { SenderClasses } from '../../../src/server/account/sender-classes.ts';

describe('SenderClasses', () => {
  it('gives those one number whose messages are treated alike', () => {
    const classes = new SenderClasses();
    const [a, b] = [new Account('A', []), new Account('B', [])];
    const [some, other] = [{}, {}];
    const numbers = [a, b].flatMap((account) =>
      [undefined, some, other].map((permissions) => classes.of(account, permissions)),
    );
    assert.equal(new Set(numbers).size, 6);
    assert.equal(classes.of(a, some), numbers[1]);
    assert.equal(classes.of(b, undefined), numbers[3]);
    assert.ok(numbers.every((number) => number > 0));
  });
});

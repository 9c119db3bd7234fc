import assert from 'node:assert/strict';
import type { Prompter } from '../../../src/nsc/prompter.ts';
import { newStore, TemporaryNsc } from '../../nsc/temporary-nsc.ts';

/** Answers questions in their order, as a person would; an answer that is complained about is a failure. */
function answering(
  script: readonly (readonly [question: string, answer: string | boolean])[],
): Prompter {
  const rest = [...script];
  const next = (question: string): string | boolean => {
    const [wanted, answer] = rest.shift() ?? ['nothing more', false];
    assert.equal(question, wanted);
    return answer;
  };
  return {
    text: async (question, options = {}) => {
      const answer = next(question);
      const text = answer === true ? (options.byDefault ?? '') : String(answer);
      assert.equal(options.complaint?.(text), undefined);
      return text;
    },
    confirm: async (question) => next(question) === true,
    select: async (question) => String(next(question)),
    selectMany: async () => [],
  };
}

describe('nsc --interactive', () => {
  it('asks for an operator', async () => {
    using tool = new TemporaryNsc();
    tool.prompter = answering([
      ['import operator from a JWT', false],
      ['operator name', 'OP'],
      ['valid from', true],
      ['valid until (0 is always)', '1y'],
      ['Generate system account?', true],
      ['Generate signing key?', false],
      ['generate an operator nkey', true],
    ]);
    await tool.ok('add operator -i');
    assert.equal(tool.operator().exp, Date.parse('2027-01-31T09:05:07Z') / 1000);
    assert.equal(tool.operator().nats.system_account, tool.account('SYS').sub);
  });

  it('asks for an account and a user, beginning with what was named', async () => {
    using tool = await newStore();
    const validity = [
      ['valid from', true],
      ['valid until (0 is always)', true],
    ] as const;
    tool.prompter = answering([
      ['account name', true],
      ['generate an account nkey', true],
      ...validity,
    ]);
    await tool.ok('add account -i -n A');
    const key = (await tool.ok('generate nkey -u')).split('\n')[1]!;
    tool.prompter = answering([
      ['user name', 'u'],
      ['generate an user nkey', false],
      ['path to an user nkey or nkey', key],
      ...validity,
    ]);
    await tool.ok('add user --interactive --expiry 1d');
    assert.equal(tool.user('A', 'u').sub, key);
    assert.equal(tool.user('A', 'u').exp, Date.parse('2026-02-01T09:05:07Z') / 1000);
  });

  it('says where nothing is asked', async () => {
    using tool = await newStore();
    const text = 'Error: this command asks nothing: name its values by flags\n';
    assert.equal(await tool.fails('list accounts -i', 2), text);
  });
});

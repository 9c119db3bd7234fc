import assert from 'node:assert/strict';
import { oclifFlags } from '../../src/cli/oclif-flags.ts';

describe('oclifFlags', () => {
  it('shows the flags of a table', () => {
    const flags = oclifFlags({
      v: { type: 'boolean', description: 'version' },
      gen: { type: 'string', description: 'type', value: 'type', aliases: ['g', 'generate'] },
      max: { type: 'integer', description: 'limit', default: 10 },
      color: { type: 'string', description: 'color', options: ['red', 'blue'], multiple: true },
    });
    const shown = (name: string, ...keys: string[]) => {
      const flag = flags[name] as unknown as Record<string, unknown>;
      return keys.map((key) => flag[key]);
    };
    assert.deepEqual(shown('v', 'type', 'char', 'description'), ['boolean', 'v', 'version']);
    assert.deepEqual(shown('gen', 'type', 'char', 'aliases', 'helpValue'), [
      'option',
      'g',
      ['generate'],
      '<type>',
    ]);
    assert.deepEqual(shown('max', 'type', 'default', 'multiple'), ['option', 10, false]);
    assert.deepEqual(shown('color', 'options', 'multiple'), [['red', 'blue'], true]);
  });
});

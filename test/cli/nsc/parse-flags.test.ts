import assert from 'node:assert/strict';
import { parseFlags } from '../../../src/cli/nsc/parse-flags.ts';

const table = {
  name: { type: 'text', short: 'n', description: '' },
  allowPub: { type: 'texts', description: '' },
  time: { type: 'values', description: '' },
  bearer: { type: 'switch', short: 'b', description: '' },
  all: { type: 'switch', short: 'A', default: true, description: '' },
  conns: { type: 'size', description: '' },
  tier: { type: 'integer', description: '' },
  allowPubResponse: {
    type: 'integer',
    withoutValue: 1,
    aliases: ['max-responses'],
    deprecated: 'use --allow-pub-response',
    description: '',
  },
} as const;

const none = {
  name: undefined,
  allowPub: [],
  time: [],
  bearer: undefined,
  all: true,
  conns: undefined,
  tier: undefined,
  allowPubResponse: undefined,
};

describe('parseFlags', () => {
  const cases: [string, object, string[]?][] = [
    ['', {}],
    ['--name x', { name: 'x' }],
    ['--name=x', { name: 'x' }],
    ['--name=', { name: '' }],
    ['-n x', { name: 'x' }],
    ['-nx', { name: 'x' }],
    ['-n=x', { name: 'x' }],
    ['-bn x', { bearer: true, name: 'x' }],
    ['--name -b', { name: '-b' }],
    ['--conns -1', { conns: -1 }],
    ['--conns 5k', { conns: 5000 }],
    ['--bearer x', { bearer: true }, ['x']],
    ['--bearer=false', { bearer: false }],
    ['-A=false', { all: false }],
    ['--allow-pub a,b --allow-pub c', { allowPub: ['a', 'b', 'c'] }],
    ['--time 1,2 --time 3', { time: ['1,2', '3'] }],
    ['--allow-pub-response 5', { allowPubResponse: 1 }, ['5']],
    ['--allow-pub-response=5', { allowPubResponse: 5 }],
    ['--max-responses=3', { allowPubResponse: 3 }],
    ['a --name x b', { name: 'x' }, ['a', 'b']],
    ['a -- --name x', {}, ['a', '--name', 'x']],
    ['- *', {}, ['-', '*']],
    ['--tier -3', { tier: -3 }],
  ];
  for (const [line, flags, args = []] of cases) {
    it(`reads "${line}"`, () => {
      const argv = line === '' ? [] : line.split(' ');
      const read = parseFlags(table, argv);
      assert.deepEqual(
        { flags: read.flags, args: read.args },
        { flags: { ...none, ...flags }, args },
      );
    });
  }

  it('says what is to be used in place of an older name, which wants a value', () => {
    const { flags, warnings } = parseFlags(table, ['--max-responses', '3']);
    assert.equal(flags.allowPubResponse, 3);
    const text = 'Flag --max-responses has been deprecated, use --allow-pub-response';
    assert.deepEqual(warnings, [text]);
    assert.deepEqual(parseFlags(table, ['--allow-pub-response']).warnings, []);
  });

  it('keeps commas in quotes', () => {
    const { flags } = parseFlags(table, ['--allow-pub', 'a,"b,c",d ""']);
    assert.deepEqual(flags.allowPub, ['a', 'b,c', 'd ""']);
  });

  const wrong: [string, string][] = [
    ['--nope', 'unknown flag: --nope'],
    ['-bz', "unknown shorthand flag: 'z' in -bz"],
    ['--name', 'flag needs an argument: --name'],
    ['-bn', "flag needs an argument: 'n' in -bn"],
    ['--bearer=maybe', 'invalid argument "maybe" for "--bearer" flag: it must be true or false'],
    [
      '--conns many',
      'invalid argument "many" for "--conns" flag: it must be a number, such as 10, 5k or 1GiB',
    ],
    ['--tier 1.5', 'invalid argument "1.5" for "--tier" flag: it must be a whole number'],
  ];
  for (const [line, message] of wrong) {
    it(`refuses "${line}"`, () => {
      assert.throws(() => parseFlags(table, line.split(' ')), { code: 'ERR_FLAG', message });
    });
  }

  it('wants what is required', () => {
    const required = { dir: { type: 'text', required: true, description: '' } } as const;
    assert.throws(() => parseFlags(required, []), { message: 'required flag(s) "dir" not set' });
  });
});

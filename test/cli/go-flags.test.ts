import assert from 'node:assert/strict';
import { GoFlagError, mainNames, parseGoFlags, type GoFlagTable } from '../../src/cli/go-flags.ts';

const table = {
  v: { type: 'boolean', description: 'version' },
  gen: { type: 'string', description: 'type', aliases: ['g'] },
  max: { type: 'integer', description: 'limit', default: 10 },
  color: { type: 'string', description: 'color', options: ['red', 'blue'] },
  header: { type: 'string', description: 'header', multiple: true },
  trace: { type: 'boolean', description: 'trace', multiple: true },
} as const satisfies GoFlagTable;

const parse = (...argv: string[]) => parseGoFlags(table, argv);

describe('parseGoFlags', () => {
  it('gives defaults for what is not there', () => {
    const { flags, args, given } = parse();
    assert.deepEqual(flags, {
      v: false,
      gen: undefined,
      max: 10,
      color: undefined,
      header: [],
      trace: [],
    });
    assert.deepEqual(args, []);
    assert.equal(given.size, 0);
  });

  for (const argv of [
    ['-gen', 'user'],
    ['--gen', 'user'],
    ['-gen=user'],
    ['--gen=user'],
    ['-g', 'user'],
    ['--g=user'],
    ['-gen', 'account', '-gen', 'user'],
  ]) {
    it(`reads ${argv.join(' ')}`, () => {
      const { flags, given } = parse(...argv);
      assert.equal(flags.gen, 'user');
      assert.deepEqual([...given], ['gen']);
    });
  }

  it('takes whatever follows as the value, even a flag', () => {
    assert.equal(parse('-gen', '-v').flags.gen, '-v');
    assert.equal(parse('-gen=').flags.gen, '');
    assert.equal(parse('-gen=a=b').flags.gen, 'a=b');
  });

  for (const [argv, args] of [
    [
      ['a', '-v'],
      ['a', '-v'],
    ],
    [
      ['-', '-v'],
      ['-', '-v'],
    ],
    [['--', '-v'], ['-v']],
    [
      ['-gen', 'x', 'a', 'b'],
      ['a', 'b'],
    ],
  ] as const) {
    it(`stops at the first argument of ${argv.join(' ')}`, () => {
      const line = parse(...argv);
      assert.deepEqual(line.args, args);
      assert.equal(line.flags.v, false);
    });
  }

  for (const [text, value] of [
    ['1', true],
    ['t', true],
    ['T', true],
    ['TRUE', true],
    ['true', true],
    ['True', true],
    ['0', false],
    ['f', false],
    ['F', false],
    ['FALSE', false],
    ['false', false],
    ['False', false],
  ] as const) {
    it(`reads -v=${text} as ${value}`, () => assert.equal(parse(`-v=${text}`).flags.v, value));
  }

  it('leaves the word after a boolean alone', () => {
    const { flags, args } = parse('-v', 'false');
    assert.equal(flags.v, true);
    assert.deepEqual(args, ['false']);
  });

  for (const [text, value] of [
    ['7', 7],
    ['-7', -7],
    ['+7', 7],
    ['0', 0],
    ['0x1F', 31],
    ['0b101', 5],
    ['0o17', 15],
    ['017', 15],
    ['0_17', 15],
    ['1_000', 1000],
    ['0x_ff', 255],
    ['9223372036854775807', 2 ** 63],
  ] as const) {
    it(`reads the integer ${text}`, () => assert.equal(parse('-max', text).flags.max, value));
  }

  it('collects what may be given often', () => {
    const { flags } = parse('-header', 'a:1', '--header=b:2', '-trace', '-trace=false');
    assert.deepEqual(flags.header, ['a:1', 'b:2']);
    assert.deepEqual(flags.trace, [true, false]);
  });

  for (const [argv, message] of [
    [['-x'], 'flag provided but not defined: -x'],
    [['--xyz=1'], 'flag provided but not defined: -xyz'],
    [['---v'], 'bad flag syntax: ---v'],
    [['-=v'], 'bad flag syntax: -=v'],
    [['--=v'], 'bad flag syntax: --=v'],
    [['-gen'], 'flag needs an argument: -gen'],
    [['-g'], 'flag needs an argument: -g'],
    [['-v=maybe'], 'invalid boolean value "maybe" for -v: parse error'],
    [['-v='], 'invalid boolean value "" for -v: parse error'],
    [['-max', 'x'], 'invalid value "x" for flag -max: parse error'],
    [['-max='], 'invalid value "" for flag -max: parse error'],
    [['-max', '1.5'], 'invalid value "1.5" for flag -max: parse error'],
    [['-max', '08'], 'invalid value "08" for flag -max: parse error'],
    [['-max', '1__0'], 'invalid value "1__0" for flag -max: parse error'],
    [['-max', '_1'], 'invalid value "_1" for flag -max: parse error'],
    [['-max', '0x'], 'invalid value "0x" for flag -max: parse error'],
    [['-max', 'a"\n\x01é'], 'invalid value "a\\"\\n\\x01é" for flag -max: parse error'],
    [
      ['-max', '9223372036854775808'],
      'invalid value "9223372036854775808" for flag -max: value out of range',
    ],
    [
      ['-max', '-9223372036854775809'],
      'invalid value "-9223372036854775809" for flag -max: value out of range',
    ],
    [['-color', 'green'], 'invalid value "green" for flag -color: must be one of red, blue'],
  ] as const) {
    it(`refuses ${JSON.stringify(argv)}`, () => {
      assert.throws(() => parse(...argv), {
        name: 'GoFlagError',
        code: 'ERR_FLAG',
        message,
        help: false,
      });
    });
  }

  for (const word of ['-h', '--h', '-help', '--help', '-help=1']) {
    it(`answers ${word} with help`, () => {
      assert.throws(
        () => parse(word),
        (error) =>
          error instanceof GoFlagError && error.help && error.message === 'flag: help requested',
      );
    });
  }

  it('lets a table have -h', () => {
    const own = { h: { type: 'string', description: 'host' } } as const;
    assert.equal(parseGoFlags(own, ['-h', 'localhost']).flags.h, 'localhost');
  });
});

describe('mainNames', () => {
  it('leads from every name to the main one', () => {
    const names = mainNames(table);
    assert.equal(names.get('g'), 'gen');
    assert.equal(names.get('gen'), 'gen');
    assert.equal(names.get('x'), undefined);
  });
});

import assert from 'node:assert/strict';
import { ConfError } from '../../src/conf/conf-error.ts';
import { parseConfFile } from '../../src/conf/parser.ts';
import type { ConfMap, ConfValue } from '../../src/conf/value.ts';
import { newSeed, pick, randomFrom } from '../support/random.ts';
import { corpus } from '../interop/conf-corpus/index.ts';
import { objectOf, problemsOf, read, valueOf } from './read.ts';

const plain = (text: string, around = {}): unknown =>
  JSON.parse(
    JSON.stringify(objectOf(read(text, around)), (_, value: unknown) =>
      typeof value === 'bigint' ? Number(value) : value,
    ),
  );

describe('parseConf', () => {
  describe('reads', () => {
    const documents: readonly (readonly [string, unknown])[] = [
      ['', {}],
      ['# a\n// b', {}],
      ['a: 1\nb = 2\nc 3\nd\t4', { a: 1, b: 2, c: 3, d: 4 }],
      ['a:1;b:2,c:3\r\nd:4\re:5', { a: 1, b: 2, c: 3, d: 4, e: 5 }],
      ['a: 1 # b\nc: 2//\ne: "f"#g', { a: 1, c: '2//', e: 'f' }],
      ['a\n{\n b\n :\n\n 1 }', { a: { b: 1 } }],
      ['a { b { c: 1 }; d: 2\n e: 3, }', { a: { b: { c: 1 }, d: 2, e: 3 } }],
      ['a []\nb [ ]\nc {}\nd { }', { a: [], b: [], c: {}, d: {} }],
      ['a [1,2]\nb [\n1\n2,\n# c\n3 ]', { a: [1, 2], b: [1, 2, 3] }],
      ['a [ {b: 1}\n{c: 2} ]', { a: [{ b: 1 }, { c: 2 }] }],
      ['{"a":1,"b":{"c":[true,"x"]}}', { a: 1, b: { c: [true, 'x'] } }],
      ['{ a: 1 } b: 2\n{ c: 3 }', { a: 1, b: 2, c: 3 }],
      ['{ { a: 1 }, b: 2 }', { a: 1, b: 2 }],
      ['a: 1\n}\n', { a: 1 }],
      ['a { b: 1 } }\nc: 2', { a: { b: 1 }, c: 2 }],
      ['a: 1\na: 2', { a: 2 }],
      ['a: 1\nA: 2', { a: 1, A: 2 }],
      ['"a b": 1\n\'c"\': 2\n"": 3', { 'a b': 1, 'c"': 2, '': 3 }],
      ['constructor: 1\ntoString { a: 2 }', { constructor: 1, toString: { a: 2 } }],
      ['größe\u00a0 5', { größe: 5 }],
      ['a :=1', { a: '=1' }],
    ];
    for (const [text, value] of documents)
      it(JSON.stringify(text), () => assert.deepEqual(plain(text), value));
  });

  it('keeps keys like __proto__ to itself', () => {
    const { entries } = read('__proto__ { a: 1 }');
    assert.deepEqual([...entries.keys()], ['__proto__']);
  });

  describe('positions', () => {
    it('of keys, values and elements', () => {
      const map = read('a: 1\nb { c: "d" }\n  e [ f, "g", {h: i} ]\n');
      assert.deepEqual(placesOf(map), [
        'a 1:0',
        'a= 1:3',
        'b 2:1',
        'b= 2:13',
        'c 2:5',
        'c= 2:9',
        'e 3:3',
        'e= 3:23',
        '0= 3:7',
        '1= 3:11',
        '2= 3:21',
        'h 3:16',
        'h= 3:19',
      ]);
    });

    it('name the file that an entry came from', () => {
      const map = read('include sub/a.conf\nb: 1', { files: { 'sub/a.conf': '\na: 1' } });
      assert.deepEqual(map.entries.get('a')!.position, { file: 'sub/a.conf', line: 2, column: 1 });
      assert.deepEqual(map.entries.get('b')!.position, { file: 'main.conf', line: 2, column: 1 });
    });
  });

  describe('variables', () => {
    it('are keys that were read before, in the map or around it', () => {
      assert.deepEqual(plain('x: 1\na { b: $x, x: 2, c: [ $x ], d { e: $x } }\nf: $x'), {
        x: 1,
        a: { b: 1, x: 2, c: [2], d: { e: 2 } },
        f: 1,
      });
    });

    it('may be maps and arrays', () => {
      assert.deepEqual(plain('x { a: [ 1 ] }\ny: $x'), { x: { a: [1] }, y: { a: [1] } });
    });

    it('mark the entry that they refer to', () => {
      const { entries } = read('x: 1\ny: 2\nx: 3\nz: $x\ninclude f', {
        files: { f: 'i: 1\nj: $i' },
      });
      const marked = [...entries.values()].filter(({ isVariable }) => isVariable);
      assert.deepEqual(
        marked.map(({ key }) => key),
        ['x', 'i'],
      );
    });

    it('count for the last of a key', () => {
      const { entries } = read('x: 1\ny: $x\nx: 2');
      assert.equal(entries.get('x')!.isVariable, false);
    });

    it('have the place of the reference', () => {
      const { value } = read('x: 1\ny: $x').entries.get('y')!;
      assert.deepEqual(value.position, { file: 'main.conf', line: 2, column: 5 });
    });

    it('come from the environment, whose text is read as a value', () => {
      const env = {
        N: '4222',
        S: '"a b"',
        L: '[1,2]',
        M: '{a: $N}',
        E: '',
        R: '$N',
        C: '1 # x',
        B: '$2a$x',
      };
      assert.deepEqual(plain('n: $N\ns: $S\nl: $L\nm: $M\ne: $E\nr: $R\nc: $C\nb: $B', { env }), {
        n: 4222,
        s: 'a b',
        l: [1, 2],
        m: { a: 4222 },
        e: '',
        r: 4222,
        c: 1,
        b: '$2a$x',
      });
    });

    it('are not what objects inherit', () => {
      assert.match(problemsOf('x: $constructor').join(), /"constructor" is not defined/);
    });

    it('name a circle of the environment', () => {
      assert.deepEqual(problemsOf('x: $A', { env: { A: '[ $B ]', B: '$A' } }), [
        'main.conf:1:4: environment variables refer to themselves: A → B → A',
      ]);
    });

    const secrets = [
      's3cr3t word',
      '{s3cr3t',
      '"s3cr3t',
      '99999999999999999999999',
      '$s3cr3t',
      '[s3cr3t 1]',
      '{ s3cr3t }',
      'a\ns3cr3t',
    ];
    for (const secret of secrets)
      it(`never show what the environment holds: ${JSON.stringify(secret)}`, () => {
        const problems = problemsOf('\npass: $PASS', { env: { PASS: secret } });
        assert.deepEqual(problems, [
          `main.conf:2:8: the environment variable "PASS" holds no value of this language: put the text into quotes, PASS='"…"'`,
        ]);
      });
  });

  describe('includes', () => {
    const files = { 'one.conf': 'a: 1\nc: 1', 'sub/two.conf': 'include ../one.conf\nb: 2' };
    const forms = [
      'include one.conf',
      'INCLUDE "one.conf"',
      "include './one.conf' # x",
      'include\tone.conf;',
      '{ "include": "one.conf" }',
      'include: one.conf',
      'include = "sub/../one.conf"',
    ];
    for (const form of forms)
      it(form, () => assert.deepEqual(plain(`${form}\nc: 2`, { files }), { a: 1, c: 2 }));

    it('relative to the file that includes', () => {
      assert.deepEqual(plain('x { include sub/two.conf }', { files }), { x: { a: 1, c: 1, b: 2 } });
    });

    it('as keys of JSON, more than once', () => {
      const text = '{ "include": "one.conf", "d": 4, "include": "sub/two.conf" }';
      assert.deepEqual(plain(text, { files }), { a: 1, b: 2, c: 1, d: 4 });
    });

    it('as a key in a map is a key', () => {
      assert.deepEqual(plain('x { "include": a }\ny { include: b }'), {
        x: { include: 'a' },
        y: { include: 'b' },
      });
      const inner = { 'in.conf': '"include": a' };
      assert.deepEqual(plain('x { include in.conf }', { files: inner }), { x: { include: 'a' } });
    });

    it('that go in a circle are named', () => {
      const circle = { 'a.conf': 'include sub/b.conf', 'sub/b.conf': '\ninclude ../a.conf' };
      assert.deepEqual(problemsOf('include a.conf', { files: circle }), [
        'sub/b.conf:2:9: files include themselves: a.conf → sub/b.conf → a.conf',
      ]);
      assert.deepEqual(problemsOf('x: 1\ninclude ./main.conf'), [
        'main.conf:2:9: files include themselves: main.conf → main.conf',
      ]);
    });

    it('may come twice', () => {
      assert.deepEqual(plain('include one.conf\nx { include one.conf }', { files }), {
        a: 1,
        c: 1,
        x: { a: 1, c: 1 },
      });
    });

    it('that are not there are named', () => {
      assert.deepEqual(problemsOf('\ninclude sub/none.conf'), [
        'main.conf:2:9: open sub/none.conf: no such file or directory: paths are relative to the file that includes',
      ]);
    });

    it('show what is wrong in each file', () => {
      const broken = { 'a.conf': 'b c d', 'e.conf': '\nf: $g' };
      assert.deepEqual(
        problemsOf('include e.conf\ninclude a.conf\nh: 1 2', { files: broken }).map(placeOf),
        ['e.conf:2:5', 'a.conf:1:4', 'main.conf:3:6'],
      );
    });
  });

  describe('several problems', () => {
    const documents: readonly (readonly [string, readonly string[]])[] = [
      ['a b c\nd e f\ng: 1', ['1:4', '2:5']],
      ['a { b: 1 2, c: 3 4 }\nd: 5 6', ['1:9', '1:17', '2:6']],
      ['a [ b c, d e ]\nf: .5', ['1:6', '1:11', '2:4']],
      ['a [\n {b: 1 2}\n {c: $d}\n]\ne: 9eb\nf: -', ['2:8', '5:4', '6:5']],
      ['a {\n b: 1 2\n c { d: .5 }\n}\ne f g', ['2:7', '3:9', '5:5']],
      // What follows from another problem is not told.
      ['cluster{\n name: x\n}\nport: 1 2', ['1:7', '4:9']],
      ['a { b: 1 ]\nc: 2\n}\n', ['1:9']],
      ['a [ b }\nc: 2\n', ['1:6']],
      ['a { b: 1\nc: "d', ['2:6']],
      ['x: 1 2\ny: $x', ['1:5']],
      ['a: 1 2\nb {', ['1:5']],
      // A value alone on the next line is no key.
      ['token:\n  s3cr3t\nport: 1 2', ['2:0', '3:9']],
      ['token:\n  "s3cr3t"\nport: 1 2', ['2:0', '3:9']],
      ['a:\nb: 1\nc:\nd: 2', ['2:0', '4:0']],
    ];
    for (const [text, places] of documents)
      it(JSON.stringify(text), () =>
        assert.deepEqual(
          problemsOf(text).map(placeOf),
          places.map((place) => `main.conf:${place}`),
        ),
      );

    it('say what was found and what to do', () => {
      assert.deepEqual(problemsOf('server_name: my server\nport:\ncluster{ name: a }'), [
        'main.conf:1:16: expected the end of the line or a comma after a value (quote what holds blanks), found "s"',
        'main.conf:3:0: expected a value of the key "port", found the end of the line',
        'main.conf:3:8: found "{" within a key: put a blank before it, or quote the key',
      ]);
    });
  });

  const encodings: readonly (readonly [string, string])[] = [
    [
      '\ufeffa: 1',
      'main.conf:1:0: found a byte order mark: save the file as UTF-8, without a byte order mark',
    ],
    [
      'a: 1\nb\0: 1',
      'main.conf:2:2: found a NUL character: save the file as UTF-8, without a byte order mark',
    ],
    ['a\ufffd: 1', 'main.conf:1:1: this text is not UTF-8: save the file as UTF-8'],
  ];
  for (const [text, problem] of encodings)
    it(`refuses ${JSON.stringify(text)}`, () => assert.deepEqual(problemsOf(text), [problem]));

  it('does not mind other encodings in comments', () => {
    assert.deepEqual(plain('# gr\ufffd\ufffde\na: 1'), { a: 1 });
  });

  it('names the file that it was asked for and cannot read', () => {
    const readFile = () => {
      throw Object.assign(new Error('ENOENT'), { code: 'ENOENT', errno: -2 });
    };
    assert.throws(() => parseConfFile('x/y.conf', { readFile, env: {} }), {
      code: 'ERR_CONF_FILE',
      message: 'open x/y.conf: no such file or directory',
    });
  });

  it('goes on after a value of any kind', () => {
    assert.deepEqual(valueOf('(\na\n)\ny: 1'), '\na\n');
  });

  const seed = newSeed();
  it(`answers any mutation of a text with a map or problems within it (SEED=${seed})`, () => {
    const random = randomFrom(seed);
    const texts = Object.values(corpus).flat();
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      '(',
      ')',
      '"',
      "'",
      '\\',
      '\n',
      '\r',
      ' ',
      ',',
      ';',
      ':',
      '=',
      '#',
      '/',
      '$x',
      '-',
      '.',
      '1',
      'e',
      '\0',
      'é',
      '😀',
      '\ufffd',
      '\ud800',
      'include ',
    ];
    for (let round = 0; round < 5000; round++) {
      let { text } = pick(random, texts);
      for (let changes = 1 + random(4); changes > 0; changes--) {
        const at = random(text.length + 1);
        text = text.slice(0, at) + pick(random, [...pieces, '']) + text.slice(at + random(3));
      }
      check(text);
    }
  });
});

/** A map, or problems with places in the text. */
function check(text: string): void {
  try {
    read(text, { env: { x: '[1, $x]' } });
  } catch (error) {
    assert.ok(error instanceof ConfError, `${JSON.stringify(text)}: ${String(error)}`);
    const lines = text.split('\n');
    for (const { position } of error.problems) {
      const length = Buffer.byteLength(lines[position.line - 1] ?? '');
      assert.ok(
        lines[position.line - 1] !== undefined &&
          position.column >= 0 &&
          position.column <= length + 1,
        `${JSON.stringify(text)}: ${error.message}`,
      );
    }
  }
}

function placeOf(problem: string): string {
  return /^[^:]+:\d+:\d+/.exec(problem)![0];
}

function placesOf(outermost: ConfMap): string[] {
  const places: string[] = [];
  const visit = (name: string, value: ConfValue): void => {
    places.push(`${name}= ${value.position.line}:${value.position.column}`);
    if (value.type === 'array') value.items.forEach((item, index) => visit(String(index), item));
    if (value.type === 'map') each(value);
  };
  const each = (map: ConfMap): void => {
    for (const { key, position, value } of map.entries.values()) {
      places.push(`${key} ${position.line}:${position.column}`);
      visit(key, value);
    }
  };
  each(outermost);
  return places;
}

// nk beside Go's nk: the same command lines, byte for byte, and keys, signatures and boxes both ways.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nkeys } from '../../src/index.ts';
import { runNk, type Outcome } from '../cli/nk/session.ts';
import { CURVE, KEY_VECTORS, SIGNATURES, USER } from '../nkeys/vectors.ts';
import { findPeer, requirePeer } from '../support/peers.ts';

const helloSignature = SIGNATURES[1][1];
const signatureWith = (from: string, to: string) => helloSignature.replace(from, to);

/** The files that the command lines below name. */
const FILES: Readonly<Record<string, string | Buffer>> = {
  'user.nk': `${USER.seed}\n`,
  'user-bare.nk': USER.seed,
  'user-crlf.nk': `${USER.seed}\r\n`,
  'curve.nk': `${CURVE.seed}\n`,
  'user.pub': `${USER.publicKey}\n`,
  'curve.pub': `${CURVE.publicKey}\n`,
  'other.pub': `${KEY_VECTORS[0]!.publicKey}\n`,
  'user.creds': nkeys.decorateJwt('user', 'e30.e30.e30') + nkeys.decorateSeed(USER.seed),
  'pub-then-seed.nk': `${USER.publicKey}\n${USER.seed}\n`,
  'indented.nk': `  ${USER.seed}\n`,
  'lower.nk': `${USER.seed.toLowerCase()}\n`,
  'wrong-sum.nk': `${USER.seed.slice(0, -2)}AA\n`,
  empty: '',
  binary: Buffer.from(Array.from({ length: 512 }, (_, i) => (i * 7) & 0xff)),
  hello: 'Hello World',
  'hello.sig': helloSignature,
  'hello-line.sig': `${helloSignature}\n`,
  'hello-crlf.sig': `${helloSignature.slice(0, 40)}\r\n${helloSignature.slice(40)}\r\n`,
  'blank.sig': ` ${helloSignature}`,
  'padded.sig': `${helloSignature}==`,
  'standard.sig': signatureWith('-', '+'),
  'letter.sig': `${helloSignature}AAA`,
  'cut.sig': helloSignature.slice(0, 40),
  'wrong.sig': signatureWith('Ir', 'Is'),
  'junk.sig': 'not base64!\n',
  entropy32: Buffer.alloc(32, 9),
  entropy40: Buffer.alloc(40, 9),
  entropy31: Buffer.alloc(31, 9),
};

/** Command lines of section 7; a word that is a file's name is replaced by its path. */
const COMMAND_LINES: readonly string[] = [
  '',
  '-h',
  '-help',
  '--help',
  'hello',
  '-- -v',
  '- -v',
  '-x',
  '--xyz=1',
  '-xyz 1 -v',
  '---v',
  '-=v',
  '-v=maybe',
  '-pubout=2 -gen user',
  '-gen',
  '-inkey user.nk -sign',
  '-maxpre x',
  '-maxpre 1.5',
  '-maxpre=',
  '-maxpre 99999999999999999999',
  '-maxpre 1__0',
  '-maxpre 08',
  '-maxpre a"b\\c',
  '-maxpre é',
  '-gen nobody',
  '-gen constructor',
  '-gen nobody -pre A',
  '-pubout',
  '-inkey user.nk',
  '-e entropy32',
  '-e entropy32 -sign hello -inkey user.nk',
  ...[
    'user',
    'account',
    'server',
    'cluster',
    'operator',
    'curve',
    'x25519',
    'USER',
    'X25519',
  ].flatMap((type) => [
    `-gen ${type} -e entropy32`,
    `--gen=${type} --e=entropy40 --pubout`,
    `-gen ${type} -e empty`,
  ]),
  ...['user', 'account', 'server', 'cluster', 'operator', 'curve'].map(
    (type) => `-gen ${type} -e entropy31`,
  ),
  '-gen user -e entropy32 -pubout=false',
  '-gen user -e entropy32 -pubout=T -sign hello',
  '-gen user -gen account -e entropy32',
  '-gen user -e missing',
  '-gen user -e folder',
  '-gen user -pre b1',
  '-gen user -pre a_b',
  '-gen user -pre A -maxpre 0',
  '-gen user -pre A -maxpre -5',
  '-gen user -pre AAAAAAAAAAAA -maxpre 3',
  '-gen user -pre AAAAAAAAAAAA -maxpre 0x3',
  '-gen user -pre AAAAAAAAAAAA -maxpre 3 -e entropy32',
  '-sign hello',
  '-sign hello -inkey',
  '-sign hello -inkey user.nk',
  '--sign hello --inkey user.nk',
  '-sign=hello -inkey=user.nk',
  '-inkey user.nk -sign hello -verify hello',
  '-sign empty -inkey user-bare.nk',
  '-sign binary -inkey user-crlf.nk',
  '-sign hello -inkey user.creds',
  '-sign hello -inkey curve.nk',
  '-sign hello -inkey user.pub',
  '-sign hello -inkey pub-then-seed.nk',
  '-sign hello -inkey indented.nk',
  '-sign hello -inkey lower.nk',
  '-sign hello -inkey wrong-sum.nk',
  '-sign hello -inkey empty',
  '-sign hello -inkey binary',
  '-sign hello -inkey missing',
  '-sign hello -inkey folder',
  '-sign hello -inkey user.nk/x',
  '-sign missing -inkey user.nk',
  '-sign folder -inkey user.nk',
  '-verify hello',
  '-verify hello -inkey user.nk',
  '-verify hello -sigfile hello.sig',
  ...Object.keys(FILES)
    .filter((name) => name.endsWith('.sig'))
    .map((name) => `-verify hello -pubin user.pub -sigfile ${name}`),
  '-verify hello -inkey user.nk -sigfile hello.sig',
  '-verify hello -inkey user.nk -pubin other.pub -sigfile hello.sig',
  '-verify hello -pubin user.nk -sigfile hello.sig',
  '-verify hello -pubin other.pub -sigfile hello.sig',
  '-verify hello -pubin curve.pub -sigfile hello.sig',
  '-verify hello -inkey curve.nk -sigfile hello.sig',
  '-verify hello -inkey user.pub -sigfile hello.sig',
  '-verify hello -pubin empty -sigfile hello.sig',
  '-verify hello -pubin binary -sigfile hello.sig',
  '-verify hello -pubin missing -sigfile hello.sig',
  '-verify empty -pubin user.pub -sigfile hello.sig',
  '-verify missing -pubin user.pub -sigfile hello.sig',
  '-verify hello -pubin user.pub -sigfile missing',
  '-verify hello -pubin user.pub -sigfile folder',
  '-verify hello -pubin user.pub -sigfile empty',
  '-verify hello -pubin user.pub -sigfile binary',
  '-inkey user.nk -pubout',
  '-inkey curve.nk -pubout',
  '-inkey user.creds --pubout=true',
  '-inkey user.pub -pubout',
  '-inkey empty -pubout',
  '-inkey binary -pubout',
  '-inkey missing -pubout',
  '-inkey folder -pubout',
];

describe('nk beside Go nk', function () {
  let folder: string;
  let path: string;
  before(function () {
    path = requirePeer(this, 'nk').path;
    folder = mkdtempSync(join(tmpdir(), 'natsx-nk-'));
    for (const [name, contents] of Object.entries(FILES))
      writeFileSync(join(folder, name), contents);
    mkdirSync(join(folder, 'folder'));
  });
  after(() => {
    if (findPeer('nk') !== undefined) rmSync(folder, { recursive: true });
  });

  const goNk = (argv: readonly string[]): Outcome => {
    const { status, stdout, stderr } = spawnSync(path, argv, { encoding: 'utf8' });
    // A vanity search of theirs is stuck when all its workers hit at once, which short prefixes make likely.
    if (status === 2 && stderr.includes('deadlock')) return goNk(argv);
    return { code: status ?? -1, stdout, stderr };
  };
  const inFolder = (name: string) => join(folder, name);
  const words = (line: string): string[] =>
    line
      .split(' ')
      .filter((word) => word !== '')
      .map((word) => word.replace(/^(-+\w+=)?([a-z][\w.\/-]*)$/, pathed));
  const pathed = (word: string, flag: string | undefined, name: string): string => {
    const isFile = Object.hasOwn(FILES, name) || /^(missing|folder|user\.nk\/x)$/.test(name);
    return isFile ? (flag ?? '') + inFolder(name) : word;
  };

  for (const line of COMMAND_LINES) {
    it(`nk ${line}`, async () => {
      const argv = words(line);
      const [ours, theirs] = [await runNk(argv), goNk(argv)];
      // A vanity search shows its progress there: theirs a spinner, drawn at each attempt, ours a line after a second.
      const isSearch = theirs.stderr.startsWith('\r');
      assert.deepEqual(ours, isSearch ? { ...theirs, stderr: ours.stderr } : theirs);
    });
  }

  it('gives the same for -gen without entropy, but for the key', async () => {
    for (const type of ['user', 'account', 'server', 'cluster', 'operator', 'curve', 'x25519']) {
      for (const argv of [
        ['-gen', type, '-pubout'],
        ['-gen', type, '-pre', 'BA'],
      ]) {
        const shape = ({ code, stdout }: Outcome) => [
          code,
          stdout.replace(/[A-D2-7][A-Z2-7]+/g, '…'),
        ];
        const [ours, theirs] = [await runNk(argv), goNk(argv)];
        assert.deepEqual(shape(ours), shape(theirs));
        for (const [seed, publicKey] of [ours.stdout.split('\n'), theirs.stdout.split('\n')]) {
          assert.equal(nkeys.fromSeed(seed!).publicKey, publicKey);
        }
      }
    }
  });

  it('reads the keys and signatures of the other', async () => {
    for (const type of ['user', 'account', 'server', 'cluster', 'operator']) {
      const tools = [(argv: string[]) => goNk(argv), (argv: string[]) => runNk(argv)] as const;
      for (const [i, make] of tools.entries()) {
        const [seed, publicKey] = (await make(['-gen', type, '-pubout'])).stdout.split('\n');
        writeFileSync(inFolder('made.nk'), seed!);
        writeFileSync(inFolder('made.pub'), publicKey!);
        const files = ['-sign', inFolder('binary'), '-inkey', inFolder('made.nk')];
        writeFileSync(inFolder('made.sig'), (await make(files)).stdout);
        const check = ['-verify', inFolder('binary'), '-sigfile', inFolder('made.sig')];
        const verify = tools[1 - i]!;
        const ok = { code: 0, stdout: 'Verified OK\n', stderr: '' };
        assert.deepEqual(await verify([...check, '-pubin', inFolder('made.pub')]), ok);
        assert.deepEqual(await verify([...check, '-inkey', inFolder('made.nk')]), ok);
      }
    }
  });

  it('is a real peer only: the version line differs in the version alone', async () => {
    const [ours, theirs] = [await runNk(['-v']), goNk(['-v'])];
    assert.match(theirs.stdout, /^nk version .*\n$/);
    assert.match(ours.stdout, /^nk version \d+\.\d+\.\d+\n$/);
    assert.equal(ours.code, theirs.code);
  });
});

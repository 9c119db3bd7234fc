import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { USAGE } from '../../../src/cli/nk/flags.ts';
import { nkeys } from '../../../src/index.ts';
import { BOX, CURVE, DOCUMENTED, KEY_VECTORS, SIGNATURES, USER } from '../../nkeys/vectors.ts';
import { runNk, type Setting } from './session.ts';

const hello = SIGNATURES[1][1];
let folder: string;
const file = (name: string) => join(folder, name);

describe('nk', () => {
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'natsx-nk-'));
    const files: Record<string, string | Buffer> = {
      'user.nk': `${USER.seed}\n`,
      'account.nk': `${KEY_VECTORS[1]!.seed}\n`,
      'documented.nk': `# a comment\r\n${DOCUMENTED.seed}\r\n`,
      'curve.nk': `${CURVE.seed}\n`,
      'recipient.nk': `${BOX.recipientSeed}\n`,
      'recipient.pub': `${BOX.recipient}\n`,
      'user.pub': `${USER.publicKey}\n`,
      'stray.nk': `${USER.publicKey}A\n`,
      hello: 'Hello World',
      nonce: 'nonce_ABC',
      'hello.sig': `${hello}\n`,
      box: BOX.sealed,
      'box.b64': `${BOX.sealed.toString('base64')}\n`,
      'box.b64url': BOX.sealed.toString('base64url'),
      empty: '',
      binary: Buffer.from(Array.from({ length: 512 }, (_, i) => (i * 7) & 0xff)),
    };
    for (const [name, contents] of Object.entries(files)) writeFileSync(file(name), contents);
    mkdirSync(file('folder'));
  });
  after(() => rmSync(folder, { recursive: true }));

  /** Runs a command line whose words with a slash in front are files of the folder. */
  const run = (line: string, setting?: Setting) =>
    runNk(
      line
        .split(' ')
        .filter((word) => word !== '')
        .map((word) => word.replace(/^(-[\w-]+=)?\/(?!dev\/)/, `$1${folder}/`)),
      setting,
    );
  const prints = async (line: string, stdout: string, setting?: Setting) =>
    assert.deepEqual(await run(line, setting), { code: 0, stdout, stderr: '' });
  const fails = async (line: string, message: string, setting?: Setting) =>
    assert.deepEqual(await run(line, setting), {
      code: 1,
      stdout: `${message.replaceAll('FOLDER', folder)}\n`,
      stderr: '',
    });

  describe('usage', () => {
    for (const line of ['', '-h', '--help', 'hello', '-pubout', '-inkey /user.nk']) {
      it(`is what "nk ${line}" prints, with exit code 1`, async () => {
        assert.deepEqual(await run(line), { code: 1, stdout: USAGE, stderr: '' });
      });
    }

    it('follows a wrong flag, which stderr names', async () => {
      const stderr = 'flag provided but not defined: -xyz\n';
      assert.deepEqual(await run('-xyz'), { code: 1, stdout: USAGE, stderr });
    });

    it('tells a person where more is', async () => {
      const { stdout, stderr } = await run('', { isTerminal: true });
      assert.equal(stdout, USAGE);
      assert.equal(stderr, '`natsx nk --help` shows more options\n');
    });
  });

  it('prints its version before all else', async () => {
    assert.match((await run('-v -gen user')).stdout, /^nk version \d+\.\d+\.\d+\n$/);
  });

  describe('-gen', () => {
    for (const [type, letter] of [
      ['user', 'U'],
      ['account', 'A'],
      ['server', 'N'],
      ['cluster', 'C'],
      ['operator', 'O'],
      ['curve', 'X'],
      ['x25519', 'X'],
      ['OPERATOR', 'O'],
    ] as const) {
      it(`makes a ${type}`, async () => {
        const { code, stdout, stderr } = await run(`-gen ${type} -pubout`);
        assert.match(stdout, new RegExp(`^S${letter}[A-Z2-7]{56}\n${letter}[A-Z2-7]{55}\n$`));
        const [seed, publicKey] = stdout.split('\n');
        assert.equal(nkeys.fromSeed(seed!).publicKey, publicKey);
        assert.deepEqual([code, stderr], [0, '']);
        assert.match((await run(`--gen=${type}`)).stdout, new RegExp(`^S${letter}[A-Z2-7]{56}\n$`));
      });
    }

    it('reads entropy from a file, a device and stdin', async () => {
      writeFileSync(file('entropy'), Buffer.concat([USER.raw, Buffer.alloc(9)]));
      await prints('-gen user -e /entropy', `${USER.seed}\n`);
      await prints('-gen user -e -', `${USER.seed}\n`, { input: USER.raw });
      assert.match((await run('-gen user -e /dev/urandom')).stdout, /^SU[A-Z2-7]{56}\n$/);
    });

    for (const [line, message, setting] of [
      ['-gen nobody', 'Usage: nk -gen [user|account|server|cluster|operator|curve|x25519]'],
      ['-gen user -e -', 'Error creating \u00a0: unexpected EOF', { input: 'short' }],
      ['-gen operator -e -', 'Error creating p: EOF', { input: '' }],
      ['-gen account -e /folder', 'Error creating \0: read FOLDER/folder: is a directory'],
      ['-gen user -e /missing', 'open FOLDER/missing: no such file or directory'],
      ['-e /hello', 'Entropy file only used when creating keys with -gen'],
    ] as const) {
      it(`fails at ${line}`, () => fails(line, message, setting));
    }

    it('prints JSON', async () => {
      const { stdout } = await run('-gen curve -json');
      const { type, seed, publicKey, ...rest } = JSON.parse(stdout) as Record<string, string>;
      assert.equal(type, 'x25519');
      assert.equal(nkeys.fromSeed(seed!).publicKey, publicKey);
      assert.deepEqual(rest, {});
    });

    it('writes the seed to a file that nobody else can read, and shows the public key', async () => {
      const { code, stdout } = await run('-gen operator -out /new/keys/operator.nk');
      assert.equal(code, 0);
      const seed = readFileSync(file('new/keys/operator.nk'), 'utf8');
      assert.equal(stdout, `${nkeys.fromSeed(seed).publicKey}\n`);
      assert.equal(statSync(file('new/keys/operator.nk')).mode & 0o777, 0o600);
      assert.equal(statSync(file('new/keys')).mode & 0o777, 0o700);
    });

    it('replaces a key file only with -force', async () => {
      writeFileSync(file('kept.nk'), 'old');
      await fails(
        '-gen user -out /kept.nk',
        'open FOLDER/kept.nk: file exists; -force replaces it',
      );
      assert.equal(readFileSync(file('kept.nk'), 'utf8'), 'old');
      assert.equal((await run('-gen user -out /kept.nk -force')).code, 0);
      assert.equal(nkeys.isValidSeed(readFileSync(file('kept.nk'), 'utf8')), true);
    });

    it('says where it wrote as JSON, without the seed', async () => {
      const { stdout } = await run('-gen user -out /json.nk -json');
      const { publicKey } = nkeys.fromSeed(readFileSync(file('json.nk'), 'utf8'));
      assert.deepEqual(JSON.parse(stdout), { type: 'user', publicKey, file: file('json.nk') });
    });

    it('takes -out - for stdout', async () => {
      assert.match((await run('-gen user -out -')).stdout, /^SU[A-Z2-7]{56}\n$/);
    });
  });

  describe('-pre', () => {
    it('finds a key and prints its public key too', async () => {
      const { code, stdout } = await run('-gen user -pre ab');
      assert.match(stdout, /^SU[A-Z2-7]{56}\nUAB[A-Z2-7]{53}\n$/);
      assert.equal(code, 0);
    });

    for (const [line, message] of [
      ['-gen nobody -pre A', 'Usage: nk -gen [user|account|server|cluster|operator|curve|x25519]'],
      ['-gen user -pre b1', "Can not generate base32 encoded strings to match 'B1'"],
      [
        '-gen server -pre zz',
        "No server key can start with 'NZZ': after the 'N' comes A, B, C or D, always",
      ],
      ['-gen user -pre A -maxpre 0', 'Failed to generate prefix after 0 attempts'],
      ['-gen user -pre AAAAAAAAAAAA -maxpre 5 -e /hello', 'Error creating \u00a0: unexpected EOF'],
      [
        '-gen user -pre AAAAAAAAAAAA -maxpre 5 -e /binary',
        'Failed to generate prefix after 5 attempts',
      ],
    ] as const) {
      it(`fails at ${line}`, () => fails(line, message));
    }

    it('gives up after -maxpre attempts', async () => {
      const { code, stdout } = await run('-gen user -pre AAAAAAAAAAAA -maxpre 700');
      assert.deepEqual([code, stdout], [1, 'Failed to generate prefix after 700 attempts\n']);
    });

    it('searches with a device for entropy', async () => {
      const { stdout } = await run('-gen account -pre c -e /dev/urandom');
      assert.match(stdout, /^SA[A-Z2-7]{56}\nAC[A-Z2-7]{54}\n$/);
    });

    it('shows its progress to a person, until Ctrl-C ends it with 130 and no result', async () => {
      let press!: () => void;
      const interrupted = new Promise<void>((resolve) => (press = resolve));
      const shown: string[] = [];
      const onStderr = (text: string) => {
        shown.push(text);
        if (shown.length === 3) press();
      };
      const setting = { isTerminal: true, interrupted, onStderr };
      const { code, stdout } = await run('-gen user -pre AAAAAAAAAAAA', setting);
      assert.deepEqual([code, stdout], [130, '']);
      assert.match(shown[0]!, /^\r[\d,]+ attempts, [\d,]+\/s; expected 144,115,188,075,855,870/);
      assert.match(shown.at(-1)!, /^\r +\r$/);
    });
  });

  describe('-sign', () => {
    it('signs a file', () => prints('-sign /hello -inkey /user.nk', `${hello}\n`));
    it('signs stdin', () =>
      prints('-sign - -inkey /user.nk', `${hello}\n`, { input: 'Hello World' }));
    it('takes the key from stdin', () =>
      prints('-sign /hello -inkey -', `${hello}\n`, { input: USER.seed }));
    it('finds the seed in a file with other lines', () =>
      prints('-sign /hello -inkey /documented.nk', `${DOCUMENTED.helloWorld}\n`));
    it('signs several files, a line each', () =>
      prints(
        '-inkey /user.nk -sign /hello /nonce /empty',
        `${hello}\n${SIGNATURES[2][1]}\n${SIGNATURES[0][1]}\n`,
      ));
    it('prints JSON', async () => {
      const { stdout } = await run('-json -inkey /user.nk -sign /hello /nonce');
      const { publicKey } = USER;
      assert.deepEqual(
        stdout
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as unknown),
        [
          { file: file('hello'), publicKey, signature: hello },
          { file: file('nonce'), publicKey, signature: SIGNATURES[2][1] },
        ],
      );
    });
    it('writes to a file', async () => {
      await prints('-sign /hello -inkey /user.nk -out /out.sig', '');
      assert.equal(readFileSync(file('out.sig'), 'utf8'), `${hello}\n`);
    });

    for (const [line, message] of [
      ['-sign /hello', 'Sign requires a seed/private key via -inkey <file>'],
      ['-sign /missing -inkey /user.nk', 'open FOLDER/missing: no such file or directory'],
      ['-sign /folder -inkey /user.nk', 'read FOLDER/folder: is a directory'],
      ['-sign /hello -inkey /missing', 'open FOLDER/missing: no such file or directory'],
      ['-sign /hello -inkey /folder', 'read FOLDER/folder: is a directory'],
      ['-sign /hello -inkey /empty', 'Could not find a valid key'],
      ['-sign /hello -inkey /binary', 'Could not find a valid key'],
      ['-sign /hello -inkey /stray.nk', 'Could not find a valid key'],
      ['-sign /hello -inkey /user.pub', 'nkeys: invalid seed'],
      ['-sign /hello -inkey /curve.nk', 'nkeys: curve key is not valid for sign/verify'],
      [
        '-sign - -inkey -',
        'stdin can be read only once: give a file name for all but one of the "-"',
      ],
    ] as const) {
      it(`fails at ${line}`, () => fails(line, message, { input: USER.seed }));
    }
  });

  describe('-verify', () => {
    it('verifies with a public key or a seed', async () => {
      await prints('-verify /hello -sigfile /hello.sig -pubin /user.pub', 'Verified OK\n');
      await prints('-verify /hello -sigfile /hello.sig -inkey /user.nk', 'Verified OK\n');
    });
    it('takes any of its files from stdin', async () => {
      const line = (data: string, sig: string, pub: string) =>
        `-verify ${data} -sigfile ${sig} -pubin ${pub}`;
      await prints(line('-', '/hello.sig', '/user.pub'), 'Verified OK\n', { input: 'Hello World' });
      await prints(line('/hello', '-', '/user.pub'), 'Verified OK\n', { input: hello });
      await prints(line('/hello', '/hello.sig', '-'), 'Verified OK\n', { input: USER.publicKey });
    });
    it('verifies what -sign made of several files', async () => {
      const { stdout } = await run('-inkey /user.nk -sign /hello /nonce');
      const line = '-pubin /user.pub -sigfile - -verify /hello /nonce';
      await prints(line, `${file('hello')}: Verified OK\n${file('nonce')}: Verified OK\n`, {
        input: stdout,
      });
    });
    it('names the file whose signature is wrong', async () => {
      const outcome = await run('-pubin /user.pub -sigfile - -verify /hello /nonce', {
        input: `${hello}\n${hello}\n`,
      });
      assert.equal(outcome.code, 1);
      assert.equal(
        outcome.stdout,
        `${file('hello')}: Verified OK\n${file('nonce')}: nkeys: signature verification failed\n`,
      );
    });
    it('prints JSON, errors too', async () => {
      const ok = await run('-json -verify /hello -sigfile /hello.sig -pubin /user.pub');
      assert.deepEqual(JSON.parse(ok.stdout), {
        file: file('hello'),
        publicKey: USER.publicKey,
        verified: true,
      });
      const wrong = await run('-json -verify /nonce -sigfile /hello.sig -pubin /user.pub');
      assert.equal(wrong.code, 1);
      assert.deepEqual(JSON.parse(wrong.stdout), {
        error: 'nkeys: signature verification failed',
        code: 'ERR_NKEYS_INVALID_SIGNATURE',
      });
    });

    const keys = '-verify /hello -sigfile /hello.sig';
    for (const [line, message, input] of [
      ['-verify /hello', 'Verify requires a seed key via -inkey or a public key via -pubin'],
      ['-verify /hello -pubin /user.pub', 'Verify requires a signature via -sigfile'],
      [`${keys} -pubin /user.nk`, 'nkeys: invalid public key'],
      [`${keys} -inkey /user.pub`, 'nkeys: invalid seed'],
      [`${keys} -pubin /recipient.pub`, 'nkeys: signature verification failed'],
      [`${keys} -inkey /account.nk`, 'nkeys: signature verification failed'],
      [`${keys} -pubin /binary`, 'Could not find a valid key'],
      [`${keys} -pubin /empty`, 'Could not find a valid key'],
      [`${keys} -pubin /missing`, 'open FOLDER/missing: no such file or directory'],
      [`${keys} -pubin /folder`, 'read FOLDER/folder: is a directory'],
      [
        '-verify /nonce -sigfile /hello.sig -pubin /user.pub',
        'nkeys: signature verification failed',
      ],
      ['-verify /hello -sigfile /empty -pubin /user.pub', 'nkeys: signature verification failed'],
      ['-verify /hello -sigfile - -pubin /user.pub', 'illegal base64 data at input byte 3', 'abc!'],
      [
        '-verify /hello -sigfile - -pubin /user.pub',
        'illegal base64 data at input byte 0',
        ` ${hello}`,
      ],
      [
        '-pubin /user.pub -sigfile /hello.sig -verify /hello /nonce',
        '2 files to verify, but the signature file has 1 signatures: one a line is needed',
      ],
    ] as const) {
      it(`fails at ${line}`, () => fails(line, message, { input: input ?? '' }));
    }
  });

  describe('-inkey -pubout', () => {
    it('prints the public key', () => prints('-inkey /user.nk -pubout', `${USER.publicKey}\n`));
    it('prints those of several files', () =>
      prints('-inkey /curve.nk -pubout /user.nk', `${CURVE.publicKey}\n${USER.publicKey}\n`));
    it('prints JSON', async () => {
      const { stdout } = await run('-inkey /curve.nk -pubout -json');
      assert.deepEqual(JSON.parse(stdout), {
        file: file('curve.nk'),
        type: 'x25519',
        publicKey: CURVE.publicKey,
      });
    });
    it('stops at the file that is none', async () => {
      const { code, stdout } = await run('-inkey /user.nk -pubout /empty');
      assert.deepEqual([code, stdout], [1, `${USER.publicKey}\nCould not find a valid key\n`]);
    });
  });

  describe('-seal and -open', () => {
    it('opens boxes as bytes or base64', async () => {
      for (const name of ['box', 'box.b64', 'box.b64url']) {
        await prints(
          `-open /${name} -inkey /recipient.nk -sender ${CURVE.publicKey}`,
          'Hello World',
        );
      }
    });
    it('seals for a key or the file that holds it', async () => {
      for (const recipient of [BOX.recipient, '/recipient.pub']) {
        const { code, stdout } = await run(`-seal /hello -inkey /curve.nk -recipient ${recipient}`);
        assert.equal(code, 0);
        const line = `-open - -inkey /recipient.nk -sender ${CURVE.publicKey}`;
        await prints(line, 'Hello World', { input: stdout });
      }
    });
    it('seals several files, a line each, which open in order', async () => {
      const { stdout } = await run(
        `-inkey /curve.nk -recipient ${BOX.recipient} -seal /hello /nonce`,
      );
      assert.equal(stdout.trim().split('\n').length, 2);
      const line = `-inkey /recipient.nk -sender ${CURVE.publicKey} -open -`;
      await prints(line, 'Hello Worldnonce_ABC', { input: stdout });
    });
    it('writes the bytes of a box with -raw', async () => {
      await prints(
        `-raw -out /made.box -seal /hello -inkey /curve.nk -recipient ${BOX.recipient}`,
        '',
      );
      assert.equal(readFileSync(file('made.box')).subarray(0, 4).toString(), 'xkv1');
      await prints(
        `-open /made.box -inkey /recipient.nk -sender ${CURVE.publicKey} -out /opened`,
        '',
      );
      assert.equal(readFileSync(file('opened'), 'utf8'), 'Hello World');
      assert.equal(statSync(file('opened')).mode & 0o777, 0o600);
    });
    it('prints JSON', async () => {
      const { stdout } = await run(
        `-json -open /box -inkey /recipient.nk -sender ${CURVE.publicKey}`,
      );
      assert.deepEqual(JSON.parse(stdout), {
        file: file('box'),
        sender: CURVE.publicKey,
        recipient: BOX.recipient,
        data: Buffer.from('Hello World').toString('base64'),
      });
    });

    for (const [line, message] of [
      ['-seal /hello', 'Seal requires a curve seed via -inkey <file>'],
      ['-seal /hello -inkey /curve.nk', 'Seal requires a public curve key via -recipient <key>'],
      ['-open /box -inkey /recipient.nk', 'Open requires a public curve key via -sender <key>'],
      [
        `-seal /hello -inkey /user.nk -recipient ${BOX.recipient}`,
        'nkeys: only curve key can seal/open',
      ],
      [
        `-seal /hello -inkey /curve.nk -recipient ${USER.publicKey}`,
        'nkeys: not a valid recipient public curve key',
      ],
      [
        '-seal /hello -inkey /curve.nk -recipient /missing',
        'open FOLDER/missing: no such file or directory',
      ],
      [
        `-open /box -inkey /recipient.nk -sender ${BOX.recipient}`,
        'nkeys: could not decrypt input',
      ],
      [`-open /box -inkey /curve.nk -sender ${CURVE.publicKey}`, 'nkeys: could not decrypt input'],
      [
        `-open /empty -inkey /curve.nk -sender ${CURVE.publicKey}`,
        'nkeys: encrypted input is not valid',
      ],
      [
        `-open /binary -inkey /curve.nk -sender ${CURVE.publicKey}`,
        'nkeys: encrypted input is not valid',
      ],
      [
        `-raw -inkey /curve.nk -recipient ${BOX.recipient} -seal /hello /nonce`,
        'Seal with -raw takes one file: boxes in a row could not be told apart',
      ],
    ] as const) {
      it(`fails at ${line.slice(0, 60)}`, () => fails(line, message));
    }
  });
});

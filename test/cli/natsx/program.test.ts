import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VERSION } from '../../../src/base/version.ts';
import { natsx } from '../../../src/cli/natsx/program.ts';
import { natsxFiles } from '../../../src/cli/program-files.ts';
import { Terminal } from '../../support/terminal.ts';

describe('natsx', () => {
  let home: string;
  before(() => (home = mkdtempSync(join(tmpdir(), 'natsx-home-'))));
  after(() => rmSync(home, { recursive: true }));

  async function run(line: string) {
    const io = Object.assign(new Terminal(), {
      home,
      currentDirectory: home,
      isAttended: false,
      prompter: () => Promise.reject(new Error('nobody is there to be asked')),
    });
    const argv = line === '' ? [] : line.split(' ');
    const code = await natsx(argv, io, natsxFiles);
    return { code, out: io.text('stdout'), err: io.text('stderr') };
  }

  it('says its version', async () => {
    for (const line of ['--version', '-v', 'version']) {
      const { code, out } = await run(line);
      assert.deepEqual([code, out.split(' ')[0]], [0, `natsx/${VERSION}`]);
    }
  });

  it('shows help, and runs nothing then', async () => {
    const first = (await run('')).out;
    for (const line of ['help', '--help', '-h']) assert.equal((await run(line)).out, first, line);
    const topic = (await run('context')).out;
    for (const line of ['context --help', 'help context', 'ctx', 'ctx -h']) {
      assert.deepEqual(await run(line), { code: 0, out: topic, err: '' }, line);
    }
    const command = (await run('help context rm')).out;
    for (const line of [
      'context rm --help',
      'context rm x -h',
      'ctx remove --help',
      'context:rm -h',
    ]) {
      assert.deepEqual(await run(line), { code: 0, out: command, err: '' }, line);
    }
    assert.match((await run('help jwt')).out, /^jwt: /);
  });

  it('runs commands under all their names', async () => {
    assert.equal((await run('context add one -s nats://one:4222')).code, 0);
    const listed = await run('context ls --names');
    assert.deepEqual([listed.code, listed.err], [0, '']);
    for (const line of ['context list --names', 'ctx ls --names', 'context:ls --names']) {
      assert.deepEqual(await run(line), listed, line);
    }
  });

  it('runs nsc', async () => {
    assert.equal((await run('nsc add operator OP')).code, 0);
    const { out } = await run('nsc list operators --json');
    assert.equal((JSON.parse(out) as { name: string }[])[0]!.name, 'OP');
    assert.match((await run('nsc --help')).out, /^ {2}nsc <command>$/m);
    assert.match((await run('nsc bogus')).err, /^Error: unknown command "bogus" for "nsc"\n/);
  });

  const refused: readonly [line: string, err: RegExp][] = [
    ['bogus', /^unknown command "natsx bogus"\n {2}natsx --help lists what there is\n$/],
    ['contxt ls', /^unknown command "natsx contxt"\n {2}did you mean natsx context ls\?\n/],
    ['context lst', /^unknown command "natsx context lst"\n {2}did you mean natsx context ls\?\n/],
    ['../../bin', /^unknown command/],
    ['context ls --bogus', /^flag provided but not defined: -bogus\n/],
    ['context ls --jso', /\n {2}did you mean --json\?\n/],
    ['context show none', /^context not found: "none"\n {2}there are: one\n$/],
  ];
  for (const [line, err] of refused) {
    it(`says what is wrong with ${line}`, async () => {
      const ran = await run(line);
      assert.match(ran.err, err);
      assert.deepEqual([ran.code, ran.out], [line.endsWith('none') ? 1 : 2, '']);
    });
  }
});

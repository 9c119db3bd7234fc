import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { natsx } from '../../../src/cli/natsx/program.ts';
import { natsxFiles } from '../../../src/cli/program-files.ts';
import { SCRIPTS } from '../../../src/cli/completion/scripts/scripts.ts';
import { TWINS } from '../../../src/cli/completion/scripts/programs.ts';
import { Terminal } from '../../support/terminal.ts';

describe('natsx __complete', () => {
  let home: string;
  before(() => {
    home = mkdtempSync(join(tmpdir(), 'natsx-home-'));
    const contexts = join(home, '.config/nats/context');
    mkdirSync(contexts, { recursive: true });
    for (const file of ['east.json', 'west.json', 'notes.txt']) {
      writeFileSync(join(contexts, file), '{}');
    }
  });
  after(() => rmSync(home, { recursive: true }));

  async function run(argv: readonly string[], folder = home) {
    const io = Object.assign(new Terminal(), {
      home: folder,
      currentDirectory: folder,
      isAttended: false,
      prompter: () => Promise.reject(new Error('nobody is there to be asked')),
    });
    assert.equal(await natsx(argv, io, natsxFiles), 0);
    assert.equal(io.text('stderr'), '');
    return io.text('stdout').trimEnd().split('\n');
  }
  const completions = (...words: readonly string[]) => run(['__completeNoDesc', ...words]);

  const table: readonly [line: string, candidates: readonly string[]][] = [
    ['serv', ['server', ':4']],
    ['server li', ['list', ':4']],
    ['server check c', ['connection', 'credential', ':4']],
    ['bogus ', [':4']],
    ['server bogus ', [':4']],
    ['help environ', ['environment', ':4']],
    ['help server li', ['list', ':4']],
    ['hel', ['help', ':4']],
    ['pub --con', ['--connection-name', '--context', ':4']],
    ['pub -con', ['-connection-name', '-context', ':4']],
    ['pub --context ', ['east', 'west', ':4']],
    ['pub -context e', ['east', ':4']],
    ['pub --context=', ['--context=east', '--context=west', ':4']],
    ['pub --creds ', [':0']],
    ['pub --timeout ', [':4']],
    ['sub --raw=', ['--raw=true', '--raw=false', ':4']],
    ['context show ', ['east', 'west', ':4']],
    ['ctx show w', ['west', ':4']],
    ['context copy ', ['east', 'west', ':4']],
    ['context copy east ', [':4']],
    ['context copy --description x w', ['west', ':4']],
    ['context add ', [':4']],
    ['nk --gen c', ['cluster', 'curve', ':4']],
    ['nk --inkey ', [':0']],
    ['server start --signal l', ['ldm', ':4']],
    ['server validate ', [':0']],
    ['auth-callout ch', ['check', ':4']],
    ['auth-callout --con', ['--config', ':4']],
    ['completion f', ['fish', ':4']],
    ['nsc add us', ['user', ':4']],
    ['nsc completion z', ['zsh', ':4']],
  ];
  for (const [line, candidates] of table) {
    it(`offers ${candidates.slice(0, -1).join(', ') || 'nothing'} for "${line}"`, async () => {
      assert.deepEqual(await completions(...line.split(' ')), candidates);
    });
  }

  it('says what a command is', async () => {
    assert.deepEqual(await run(['__complete', 'server', 'li']), [
      'list\tList the servers of all clusters, and the clusters',
      ':4',
    ]);
  });

  it('never complains', async () => {
    const nowhere = join(home, 'nowhere');
    assert.deepEqual(await run(['__complete', 'pub', '--context', ''], nowhere), [':4']);
    writeFileSync(join(home, 'file'), '');
    assert.deepEqual(await run(['__complete', 'pub', '--context', ''], join(home, 'file')), [':4']);
    assert.ok((await run(['__complete'])).length > 10);
  });

  it('answers for the programs of the package', async () => {
    const { bin } = (await import('../../../package.json', { with: { type: 'json' } })).default;
    const programs = Object.keys(bin).filter((name) => name !== 'natsx' && name !== 'nsc');
    assert.deepEqual(programs.sort(), Object.keys(TWINS).sort());
    for (const words of Object.values(TWINS)) {
      const flags = await completions(...words.split(' '), '--');
      assert.ok(flags.length > 5, words);
    }
  });

  it('is asked by scripts that name each program', async () => {
    for (const [shell, script] of SCRIPTS) {
      const text = await run(['completion', shell]);
      assert.equal(
        text.join('\n'),
        script({ program: 'natsx', twins: TWINS, request: '__complete' }).trimEnd(),
      );
      if (shell === 'powershell') continue;
      for (const name of Object.keys(TWINS))
        assert.match(text.join('\n'), new RegExp(`\\b${name}\\b`));
    }
  });
});

import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newStore, TemporaryNsc } from '../../nsc/temporary-nsc.ts';

/** All files of a store and its keystore in one folder, whatever they were called. */
function heap(tool: TemporaryNsc, ...endings: readonly string[]): string {
  const folder = join(tool.home, 'heap');
  mkdirSync(folder);
  let number = 0;
  for (const [path] of tool.snapshot(join(tool.home, '.local/share'))) {
    const ending = endings.find((each) => path.endsWith(each));
    if (ending !== undefined)
      copyFileSync(join(tool.home, path), join(folder, `${number++}${ending}`));
  }
  return folder;
}

describe('nsc fix', () => {
  it('rebuilds a store and a keystore from a heap of files', async () => {
    using tool = await newStore({ A: ['u'], B: ['v'] });
    await tool.ok('edit account A --sk generate');
    const [operator, signingKey] = [tool.operator(), tool.account('A').nats.signing_keys.keys()];
    const folder = heap(tool, '.jwt', '.nk');
    const out = join(tool.home, 'fixed');
    const { code, out: report, err } = await tool.run(['fix', '--in', folder, '--out', out]);
    assert.equal(code, 0);
    assert.match(report, /^\[ OK \] Find NKeys\n\[ OK \] Find Operators:\n/);
    assert.ok(report.includes(`       [ OK ] operator OP [${operator.sub}]:\n`));
    assert.equal(
      err,
      `stored 1 operators\nstored 2 accounts\nstored 2 users\nstored 6 nkeys\n\n` +
        `export NKEYS_PATH=${out}/keys\ncd ${out}/operators\nnsc list operators\n`,
    );
    using fixed = new TemporaryNsc();
    const dirs = `--data-dir ${out}/operators --keystore-dir ${out}/keys`;
    assert.match(await fixed.ok(`list users -a A ${dirs}`), /\| u +\|/);
    assert.equal((await fixed.run(`validate -A ${dirs}`)).code, 0);
    await fixed.ok(`add user -a A -n w -K ${signingKey.next().value} ${dirs}`);
    assert.equal(tool.mode(join(out, 'operators', 'OP', 'OP.jwt')), '600');
    assert.ok(existsSync(join(out, 'keys', 'creds', 'OP', 'A', 'u.creds')));
    const before = tool.snapshot();
    assert.match(
      await tool.fails(['fix', '--in', folder, '--out', out]),
      /error creating store: operator "OP" already exists/,
    );
    assert.deepEqual(tool.snapshot(), before);
  });

  it('takes the last that was issued, and users from creds', async () => {
    using tool = await newStore({ A: ['u'] });
    const old = join(tool.home, 'old');
    mkdirSync(old);
    copyFileSync(tool.path('OP', 'accounts', 'A', 'A.jwt'), join(old, 'a.jwt'));
    tool.now = new Date('2026-02-01T00:00:00Z');
    await tool.ok('edit account A --description newer');
    rmSync(tool.path('OP', 'accounts', 'A', 'users'), { recursive: true });
    writeFileSync(join(old, 'broken.jwt'), 'no token');
    writeFileSync(join(old, 'broken.nk'), 'no seed');
    const out = join(tool.home, 'fixed');
    const folders = `${old},${join(tool.home, '.local')}`;
    const report = await tool.ok(['fix', '--creds', '--in', folders, '--out', out]);
    assert.match(report, /\[WARN\] error loading .*broken\.jwt: expected 3 chunks\n/);
    assert.match(report, /\[WARN\] `.*broken\.nk` holds no seed\n/);
    assert.match(report, /\[ OK \] updated from .*A\.jwt\n/);
    using fixed = new TemporaryNsc();
    const dirs = ['--data-dir', `${out}/operators`];
    assert.match(await fixed.ok(['describe', 'account', 'A', ...dirs]), /newer/);
    assert.match(
      readFileSync(join(out, 'keys', 'creds', 'OP', 'A', 'u.creds'), 'utf8'),
      /BEGIN USER NKEY SEED/,
    );
  });

  it('makes a managed store where no key of the operator is found', async () => {
    using tool = await newStore({ A: ['u'] });
    const out = join(tool.home, 'fixed');
    await tool.ok(['fix', '--in', heap(tool, '.jwt'), '--out', out]);
    assert.match(readFileSync(join(out, 'operators', 'OP', '.nsc'), 'utf8'), /"managed":true/);
  });

  it('refuses what cannot be', async () => {
    using tool = new TemporaryNsc();
    assert.equal(await tool.fails('fix', 2), 'Error: required flag(s) "in" not set\n');
    assert.match(await tool.fails(`fix --in ${tool.home}`), /^Error: no operator found\n/);
    assert.match(
      await tool.fails('fix --in nowhere'),
      /^Error: error reading `.*nowhere`: no such/,
    );
  });
});

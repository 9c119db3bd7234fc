// nsc on a bad day: many at once, disks that are full or read-only, stores that somebody edited or keeps in git.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { skipWithout } from '../../support/peers.ts';
import { newStore, type TemporaryNsc } from '../../nsc/temporary-nsc.ts';

const NSC = fileURLToPath(new URL('../../../bin/nsc.js', import.meta.url));

const users = (tool: TemporaryNsc): string[] =>
  readdirSync(tool.path('OP', 'accounts', 'A', 'users'));

describe('nsc on a bad day', function () {
  this.timeout(120_000);

  it('adds fifty users at once, by a process each', async () => {
    using tool = await newStore({ A: [] });
    const env = { HOME: tool.home, PATH: process.env['PATH'] };
    const ends = Array.from({ length: 50 }, async (_, at) => {
      const argv = [NSC, 'add', 'user', `u${at}`];
      const stdio = ['ignore', 'ignore', 'pipe'] as const;
      const child = spawn(process.execPath, argv, { env, cwd: tool.home, stdio: [...stdio] });
      let said = '';
      child.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()));
      const [code] = (await once(child, 'close')) as [number];
      return code === 0 ? '' : `u${at} ended with ${code}: ${said}`;
    });
    assert.deepEqual(
      (await Promise.all(ends)).filter((text) => text !== ''),
      [],
    );
    assert.equal(users(tool).length, 50);
    await tool.ok('validate -A');
    const history = (await tool.json('history --limit 100')) as unknown[];
    assert.equal(history.length, 52);
    const left = readdirSync(tool.stores).filter((name) => name.startsWith('.natsx'));
    assert.deepEqual(left, [], 'the lock is free');
  });

  it('says so and changes nothing when the disk is full', async function () {
    using tool = await newStore({ A: ['u'] });
    const place = join(tool.home, 'small');
    mkdirSync(place);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', place]);
    if (mounted.status !== 0) skipWithout(this, 'no tmpfs can be mounted here', 'run as root');
    try {
      cpSync(tool.stores, join(place, 'stores'), { recursive: true });
      await tool.ok(['env', '-s', join(place, 'stores')]);
      try {
        for (let at = 0; ; at++) writeFileSync(join(place, `fill${at}`), Buffer.alloc(4096, 1));
      } catch (error) {
        assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC');
      }
      const before = tool.snapshot(join(place, 'stores'));
      const err = await tool.fails('add user more');
      assert.match(err, /^Error: error writing `.*`: no space left on device\n/);
      assert.deepEqual(tool.snapshot(join(place, 'stores')), before);
      rmSync(join(place, 'fill0'));
      rmSync(join(place, 'fill1'));
      rmSync(join(place, 'fill2'));
      rmSync(join(place, 'fill3'));
      await tool.ok('add user more');
    } finally {
      execFileSync('umount', [place]);
    }
  });

  it('says so when the store is read-only, and still reads it', async function () {
    using tool = await newStore({ A: ['u'] });
    // root may write whatever the mode says; a read-only mount stops everybody.
    const mounts = [
      ['--bind', tool.stores, tool.stores],
      ['-o', 'remount,bind,ro', tool.stores],
    ];
    const isRoot = process.getuid?.() === 0;
    if (isRoot && mounts.some((argv) => spawnSync('mount', argv).status !== 0)) {
      skipWithout(this, 'nothing can be mounted here', 'run where mount is allowed');
    }
    if (!isRoot) chmodSync(tool.stores, 0o500);
    try {
      const err = await tool.fails('add user more');
      assert.match(err, /^Error: error writing `.*`: (read-only file system|permission denied)\n/);
      assert.match(await tool.ok('list users'), /\| u +\|/);
      await tool.ok('validate -A');
      await tool.ok('describe user u');
    } finally {
      if (isRoot) execFileSync('umount', [tool.stores]);
      else chmodSync(tool.stores, 0o700);
    }
    await tool.ok('add user more');
  });

  it('goes on around what somebody did to the store by hand', async () => {
    using tool = await newStore({ A: ['good', 'bad', 'gone'], B: [] });
    const place = (name: string) => tool.path('OP', 'accounts', 'A', 'users', name);
    writeFileSync(place('bad.jwt'), 'eyJ.no.token');
    rmSync(place('gone.jwt'));
    writeFileSync(place('.DS_Store'), 'x');
    writeFileSync(place('notes.txt'), 'x');
    mkdirSync(tool.path('OP', 'accounts', 'empty'));
    mkdirSync(tool.path('not-an-operator'));
    chmodSync(place('good.jwt'), 0o666);
    const list = await tool.ok('list users');
    assert.match(list, /\| good +\| U/);
    assert.match(list, /\| bad +\| error: it is no JWT/);
    assert.doesNotMatch(list, /gone|DS_Store|notes/);
    const { code, out } = await tool.run('validate -A');
    assert.equal(code, 1);
    assert.match(out, /user "bad": error decoding `.*bad\.jwt`/);
    assert.match(await tool.fails('edit user bad --tag x'), /^Error: error decoding `.*bad\.jwt`/);
    assert.match(await tool.fails('describe user gone'), /^Error: user gone does not exist/);
    await tool.ok('edit user good --tag x');
    assert.equal(tool.mode(place('good.jwt')), '600');
    await tool.ok('add user gone');
    assert.doesNotMatch(await tool.ok('list accounts'), /empty/);
  });

  it('works on a store in git, and names a file with conflict marks', async () => {
    using tool = await newStore({ A: ['u'] });
    const git = (...argv: string[]) =>
      execFileSync(
        'git',
        ['-C', tool.stores, '-c', 'user.name=t', '-c', 'user.email=t@x', ...argv],
        {
          encoding: 'utf8',
        },
      );
    git('init', '-q');
    git('add', '-A');
    git('commit', '-qm', 'stores');
    await tool.ok('add user v');
    assert.match(git('status', '--short', '-uall'), /^\?\? OP\/accounts\/A\/users\/v\.jwt\n$/);
    git('clean', '-fdq');
    assert.deepEqual(users(tool), ['u.jwt']);
    await tool.ok('add user w');
    const path = tool.path('OP', 'accounts', 'A', 'A.jwt');
    const token = tool.read(path);
    writeFileSync(path, `<<<<<<< HEAD\n${token}\n=======\n${token}\n>>>>>>> other\n`);
    for (const line of ['add user x', 'describe account A', 'edit account A --tag x']) {
      assert.match(await tool.fails(line), /^Error: (error decoding `.*A\.jwt`|.*chunks)/, line);
    }
    assert.match(await tool.ok('list accounts'), /\| A +\| error: it is no JWT/);
    git('checkout', '-q', 'OP/accounts/A/A.jwt');
    await tool.ok('add user x');
  });

  it('takes an edit back, after others that are still there', async () => {
    using tool = await newStore({ A: ['u'] });
    const before = tool.read(tool.path('OP', 'accounts', 'A', 'A.jwt'));
    await tool.ok('edit account A --tag x');
    await tool.ok('add user v');
    await tool.ok('undo');
    assert.deepEqual(users(tool), ['u.jwt']);
    await tool.ok('undo');
    assert.equal(tool.read(tool.path('OP', 'accounts', 'A', 'A.jwt')), before);
  });
});

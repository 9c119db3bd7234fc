import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  AccountDirectory,
  type DirectorySettings,
} from '../../../../src/server/account/resolver/account-directory.ts';
import { LogRecorder } from '../../../support/log-recorder.ts';
import { TestOperator, type TestAccount } from '../../../support/operator.ts';

const now = (): number => Math.floor(Date.now() / 1000);

describe('AccountDirectory', () => {
  const operator = new TestOperator();
  let path: string;
  let log: LogRecorder;
  let changes: [string, string | undefined][];
  const open: AccountDirectory[] = [];

  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), 'natsx-jwts-'));
    log = new LogRecorder();
    changes = [];
  });
  afterEach(async () => {
    for (const directory of open.splice(0)) await directory.close();
    rmSync(path, { recursive: true });
  });

  async function openDirectory(
    settings: Partial<DirectorySettings> = {},
  ): Promise<AccountDirectory> {
    const full = { path, limit: 0, whenFull: 'nothing', ttlMs: 0, delete: 'refused' } as const;
    const directory = new AccountDirectory({ ...full, ...settings });
    open.push(directory);
    const changed = (key: string, jwt: string | undefined): void => void changes.push([key, jwt]);
    await directory.open({ logger: log, changed });
    return directory;
  }

  const cache = { whenFull: 'the least recently used', delete: 'deleted' } as const;
  const fileOf = (account: TestAccount): string => join(path, `${account.publicKey}.jwt`);
  const put = (account: TestAccount, text = account.jwt): void =>
    writeFileSync(fileOf(account), text);
  const accounts = (count: number): TestAccount[] =>
    Array.from({ length: count }, (_, at) => operator.account(`A${at}`));

  describe('what it has', () => {
    it('reads the files of nats-server: <KEY>.jwt', async () => {
      const [a, b] = accounts(2) as [TestAccount, TestAccount];
      put(a);
      put(b, `${b.jwt}\n`);
      const directory = await openDirectory();
      assert.equal(await directory.load(a.publicKey), a.jwt);
      assert.equal(await directory.load(b.publicKey), `${b.jwt}\n`);
      assert.equal(await directory.load(operator.account('C').publicKey), undefined);
      assert.deepEqual(await directory.keys(), [a.publicKey, b.publicKey].sort());
      assert.deepEqual(log.lines, []);
    });

    it('reads and updates those of an account server that puts them in folders', async () => {
      const [a] = accounts(1) as [TestAccount];
      const folder = join(path, a.publicKey.slice(-2));
      mkdirSync(folder);
      writeFileSync(join(folder, `${a.publicKey}.jwt`), a.jwt);
      const directory = await openDirectory();
      assert.equal(await directory.load(a.publicKey), a.jwt);
      const next = a.issue({ at: now() + 1 });
      await directory.save(a.publicKey, next);
      assert.equal(readFileSync(join(folder, `${a.publicKey}.jwt`), 'utf8'), next);
      assert.deepEqual(readdirSync(path), [a.publicKey.slice(-2)]);
    });

    it('makes the directory, and is told where it can not', async () => {
      const inner = join(path, 'a', 'b');
      await openDirectory({ path: inner });
      assert.ok(statSync(inner).isDirectory());
      writeFileSync(join(path, 'file'), '');
      const text = `the directory ${join(path, 'file')} can't be used: file exists`;
      await assert.rejects(openDirectory({ path: join(path, 'file') }), {
        code: 'ERR_RESOLVER',
        message: text,
      });
    });

    it('sums up the hashes of all files, as nats-server does', async () => {
      const some = accounts(5);
      some.forEach((account) => put(account));
      const directory = await openDirectory();
      const hashes = some.map(({ jwt }) => createHash('sha256').update(jwt).digest());
      const sum = Buffer.alloc(32);
      for (const hash of hashes) hash.forEach((byte, at) => (sum[at]! ^= byte));
      assert.deepEqual(await directory.hash(), sum);
    });

    it('does not ask the disk for what can be no account', async () => {
      writeFileSync(join(path, 'secret'), 'x');
      const directory = await openDirectory();
      for (const key of ['', '..', '../secret', 'A', 'U'.repeat(56), `${path}/secret`]) {
        assert.equal(await directory.load(key), undefined);
      }
    });
  });

  describe('broken files', () => {
    it('are told of, passed over, and left where they are', async () => {
      const [good, cut, empty, swapped, other] = accounts(5) as [
        TestAccount,
        TestAccount,
        TestAccount,
        TestAccount,
        TestAccount,
      ];
      put(good);
      put(cut, cut.jwt.slice(0, -10));
      put(empty, '');
      put(swapped, other.jwt);
      writeFileSync(join(path, 'notes.jwt'), 'x');
      writeFileSync(join(path, 'README'), 'x');
      writeFileSync(join(path, `${other.publicKey}.jwt.deleted`), other.jwt);
      mkdirSync(fileOf(other));
      mkdirSync(join(path, 'lost+found'));
      const before = readdirSync(path);
      const directory = await openDirectory();
      assert.deepEqual(await directory.keys(), [good.publicKey]);
      assert.deepEqual(
        log.lines.sort(),
        [
          `warn DirResolver - skipped ${join(path, 'notes.jwt')}: its name is not the key of an account`,
          `warn DirResolver - skipped ${fileOf(cut)}: its signature is not whole`,
          `warn DirResolver - skipped ${fileOf(empty)}: expected 3 chunks`,
          `warn DirResolver - skipped ${fileOf(swapped)}: it holds the JWT of ${other.publicKey}`,
        ].sort(),
      );
      for (const account of [cut, empty, swapped, other]) {
        assert.equal(await directory.load(account.publicKey), undefined);
      }
      assert.deepEqual(readdirSync(path), before);
    });

    it('may be too large for a JWT', async () => {
      const [a] = accounts(1) as [TestAccount];
      put(a);
      truncateSync(fileOf(a), 64 * 1024 * 1024 * 1024); // Sparse: nobody has that much memory.
      const directory = await openDirectory();
      assert.deepEqual(await directory.keys(), []);
      assert.match(log.text, /it is no file, or too large for a JWT/);
    });

    it('may be pipes, which nobody writes to', async () => {
      const [a] = accounts(1) as [TestAccount];
      execFileSync('sh', ['-c', 'mkfifo "$0"', fileOf(a)]);
      const directory = await openDirectory();
      assert.deepEqual(await directory.keys(), []);
      assert.equal(await directory.load(a.publicKey), undefined);
    });

    it('may be links to nowhere, or in circles', async () => {
      const [gone, circle] = accounts(2) as [TestAccount, TestAccount];
      symlinkSync('nowhere', fileOf(gone));
      symlinkSync(fileOf(circle), fileOf(circle));
      const directory = await openDirectory();
      assert.deepEqual(await directory.keys(), []);
      assert.match(log.text, /too many levels of symbolic links/);
      assert.equal(await directory.load(gone.publicKey), undefined);
      await assert.rejects(directory.load(circle.publicKey), { code: 'ERR_RESOLVER' });
    });

    it('do not fill the log', async () => {
      for (let number = 0; number < 100; number++) writeFileSync(join(path, `${number}.jwt`), '');
      const directory = await openDirectory();
      await directory.hash();
      assert.equal(log.lines.length, 21);
      assert.equal(log.lines.at(-1), 'warn DirResolver - skipped 80 more files');
    });

    it('get another ending before another JWT takes their place', async () => {
      const [a, b] = accounts(2) as [TestAccount, TestAccount];
      put(a, b.jwt);
      const directory = await openDirectory();
      await directory.save(a.publicKey, a.jwt);
      assert.equal(await directory.load(a.publicKey), a.jwt);
      assert.equal(readFileSync(`${fileOf(a)}.broken`, 'utf8'), b.jwt);
      assert.deepEqual(await directory.keys(), [a.publicKey]);
    });

    it('may be drafts of a server that was killed: they go', async () => {
      const [a] = accounts(1) as [TestAccount];
      put(a);
      writeFileSync(join(path, `.${a.publicKey}.jwt.0123456789ab`), a.jwt.slice(0, 100));
      await openDirectory();
      assert.deepEqual(readdirSync(path), [`${a.publicKey}.jwt`]);
    });
  });

  describe('save', () => {
    it('writes a file that nats-server reads, and tells of it', async () => {
      const [a] = accounts(1) as [TestAccount];
      const directory = await openDirectory();
      await directory.save(a.publicKey, a.jwt);
      assert.equal(readFileSync(fileOf(a), 'utf8'), a.jwt);
      assert.equal(statSync(fileOf(a)).mode & 0o777, 0o640);
      assert.deepEqual(changes, [[a.publicKey, a.jwt]]);
      await directory.save(a.publicKey, a.jwt);
      assert.equal(changes.length, 1, 'the same is no change');
      assert.deepEqual(await directory.keys(), [a.publicKey]);
    });

    it('takes what is newer, or of the same second, and refuses what is older', async () => {
      const [a] = accounts(1) as [TestAccount];
      const directory = await openDirectory();
      const [old, first, second] = [
        a.issue({ at: now() - 60 }),
        a.issue({ at: now() - 30 }),
        a.issue({ at: now() - 30, name: 'other' }),
      ] as [string, string, string];
      await directory.save(a.publicKey, first);
      await directory.save(a.publicKey, second);
      await assert.rejects(directory.save(a.publicKey, old), {
        code: 'ERR_RESOLVER',
        message: /^the jwt that is kept is newer: it was issued at 20..-/,
      });
      assert.equal(await directory.load(a.publicKey), second);
      assert.deepEqual(
        changes.map(([, jwt]) => jwt),
        [first, second],
      );
    });

    it('takes what is older than one of the future, which some clock did', async () => {
      const [a] = accounts(1) as [TestAccount];
      const directory = await openDirectory();
      await directory.save(a.publicKey, a.issue({ at: now() + 365 * 86_400 }));
      await directory.save(a.publicKey, a.jwt);
      assert.equal(await directory.load(a.publicKey), a.jwt);
    });

    it('refuses the JWT of another account, and what is none', async () => {
      const [a, b] = accounts(2) as [TestAccount, TestAccount];
      const directory = await openDirectory();
      await assert.rejects(directory.save(a.publicKey, b.jwt), { code: 'ERR_RESOLVER' });
      await assert.rejects(directory.save(a.publicKey, 'x'), { message: 'expected 3 chunks' });
      assert.deepEqual(readdirSync(path), []);
    });

    it('has a limit, above which it refuses', async () => {
      const [a, b, c] = accounts(3) as [TestAccount, TestAccount, TestAccount];
      put(a);
      const directory = await openDirectory({ limit: 2 });
      await directory.save(b.publicKey, b.jwt);
      await assert.rejects(directory.save(c.publicKey, c.jwt), { message: 'jwt store is full' });
      await directory.save(a.publicKey, a.issue({ at: now() + 1 }));
      assert.equal(directory.size, 2);
    });

    it('leaves the old file where the disk has no room for the new one', async function () {
      this.timeout(20_000);
      const [a] = accounts(1) as [TestAccount];
      put(a);
      const large = a.issue({ at: now() + 1, nats: { tags: [`x${'y'.repeat(5_000)}`] } });
      const text = `write ${fileOf(a)}: file too large`;
      assert.equal(await saveWithoutRoom(path, a.publicKey, large), text);
      assert.deepEqual(readdirSync(path), [`${a.publicKey}.jwt`]);
      assert.equal(readFileSync(fileOf(a), 'utf8'), a.jwt);
    });

    it('makes one change after the other', async () => {
      const [a] = accounts(1) as [TestAccount];
      const directory = await openDirectory();
      const versions = Array.from({ length: 20 }, (_, at) => a.issue({ at: now() - 30 + at }));
      await Promise.all(versions.map((jwt) => directory.save(a.publicKey, jwt)));
      assert.deepEqual(
        changes.map(([, jwt]) => jwt),
        versions,
      );
      assert.equal(await directory.load(a.publicKey), versions.at(-1));
      assert.deepEqual(
        await directory.hash(),
        createHash('sha256').update(versions.at(-1)!).digest(),
      );
    });
  });

  describe('saveIfNewer', () => {
    it('passes over what is older, and another of the same name', async () => {
      const [a] = accounts(1) as [TestAccount];
      const directory = await openDirectory();
      await directory.saveIfNewer(a.publicKey, a.jwt);
      await directory.saveIfNewer(a.publicKey, a.issue({ at: now() - 60 }));
      assert.equal(await directory.load(a.publicKey), a.jwt);
      const next = a.issue({ at: now() + 1 });
      await directory.saveIfNewer(a.publicKey, next);
      assert.equal(await directory.load(a.publicKey), next);
    });
  });

  describe('delete', () => {
    it('gives the file another ending, and tells of it', async () => {
      const [a] = accounts(1) as [TestAccount];
      put(a);
      const directory = await openDirectory({ delete: 'renamed' });
      await directory.delete(a.publicKey);
      assert.deepEqual(readdirSync(path), [`${a.publicKey}.jwt.deleted`]);
      assert.deepEqual(changes, [[a.publicKey, undefined]]);
      assert.equal(await directory.load(a.publicKey), undefined);
      assert.deepEqual(await directory.hash(), Buffer.alloc(32));
      await directory.delete(a.publicKey); // It is gone: that is what was asked for.
      assert.equal(changes.length, 1);
    });

    it('removes the file, if it is told so', async () => {
      const [a] = accounts(1) as [TestAccount];
      put(a);
      const directory = await openDirectory({ delete: 'deleted' });
      await directory.delete(a.publicKey);
      assert.deepEqual(readdirSync(path), []);
    });

    it('refuses, unless it is allowed', async () => {
      const [a] = accounts(1) as [TestAccount];
      put(a);
      const directory = await openDirectory();
      await assert.rejects(directory.delete(a.publicKey), {
        message: 'store is not set up to for delete',
      });
      assert.ok(existsSync(fileOf(a)));
    });
  });

  describe('what expires', () => {
    it('is no longer listed, and goes; its file gets another ending', async () => {
      const [a] = accounts(1) as [TestAccount];
      const expired = operator.account('B', { exp: now() - 1 });
      put(a);
      put(expired);
      const directory = await openDirectory();
      assert.deepEqual(await directory.keys(), [a.publicKey]);
      await directory.sweep();
      assert.deepEqual(
        readdirSync(path).sort(),
        [`${a.publicKey}.jwt`, `${expired.publicKey}.jwt.deleted`].sort(),
      );
      assert.deepEqual(await directory.hash(), createHash('sha256').update(a.jwt).digest());
    });

    it('does not go as long as it holds', async () => {
      const account = operator.account('B', { exp: now() + 3600 });
      put(account);
      const directory = await openDirectory();
      await directory.hash();
      await directory.sweep();
      assert.equal(await directory.load(account.publicKey), account.jwt);
    });
  });

  describe('a cache', () => {
    it('makes room by what was not used for the longest time', async () => {
      const [a, b, c] = accounts(3) as [TestAccount, TestAccount, TestAccount];
      const directory = await openDirectory({ ...cache, limit: 2 });
      await directory.save(a.publicKey, a.jwt);
      await directory.save(b.publicKey, b.jwt);
      await directory.load(a.publicKey);
      await directory.save(c.publicKey, c.jwt);
      assert.deepEqual(await directory.keys(), [a.publicKey, c.publicKey].sort());
      assert.deepEqual(readdirSync(path).length, 2);
    });

    it('lets go what nobody used for its time, whenever that expires', async () => {
      const [a, b] = accounts(2) as [TestAccount, TestAccount];
      const directory = await openDirectory({ ...cache, limit: 10, ttlMs: 60_000 });
      await directory.save(a.publicKey, a.jwt);
      const real = Date.now;
      try {
        Date.now = () => real() + 40_000;
        await directory.save(b.publicKey, b.jwt);
        Date.now = () => real() + 70_000;
        await directory.load(b.publicKey);
        await directory.sweep();
        assert.deepEqual(await directory.keys(), [b.publicKey]);
        Date.now = () => real() + 120_000;
        await directory.sweep();
        assert.deepEqual(await directory.keys(), [b.publicKey]);
        Date.now = () => real() + 131_000;
        await directory.sweep();
        assert.deepEqual(await directory.keys(), []);
      } finally {
        Date.now = real;
      }
      assert.deepEqual(readdirSync(path), []);
    });
  });

  describe('reload', () => {
    it('tells of files that others changed, and forgets those that are gone', async () => {
      const [same, changed, gone, added] = accounts(4) as [
        TestAccount,
        TestAccount,
        TestAccount,
        TestAccount,
      ];
      [same, changed, gone].forEach((account) => put(account));
      const directory = await openDirectory();
      await directory.hash(); // All are read.
      const next = changed.issue({ at: now() - 60 });
      put(changed, next);
      rmSync(fileOf(gone));
      put(added);
      await directory.reload();
      assert.deepEqual(
        changes.sort(),
        [
          [added.publicKey, added.jwt],
          [changed.publicKey, next],
        ].sort(),
      );
      const there = [same, changed, added].map(({ publicKey }) => publicKey);
      assert.deepEqual(await directory.keys(), there.sort());
    });
  });

  describe('pack and merge', () => {
    const trustAll = (): undefined => undefined;

    it('takes all there is from one directory to another', async () => {
      const some = accounts(10);
      some.forEach((account) => put(account));
      put(operator.account('expired', { exp: now() - 10 }));
      const from = await openDirectory();
      const to = await openDirectory({ path: join(path, 'to') });
      for await (const line of from.pack()) await to.merge(line, trustAll);
      assert.deepEqual(await to.keys(), some.map(({ publicKey }) => publicKey).sort());
      const lines = some.map(({ publicKey, jwt }) => `${publicKey}|${jwt}`).join('\n');
      await to.merge(`${lines}\n`, trustAll); // Older servers put several in one message.
      assert.equal(to.size, 10);
    });

    it('refuses what is not what it should be', async () => {
      const [a] = accounts(1) as [TestAccount];
      const directory = await openDirectory();
      const key = a.publicKey;
      for (const [line, message] of [
        ['x', "line in package didn't contain 2 entries"],
        [`${key}|${a.jwt}|x`, "line in package didn't contain 2 entries"],
        [`../${key}|${a.jwt}`, 'key to merge is not a valid public account key'],
        [`${key}|x`, 'expected 3 chunks'],
      ] as const) {
        await assert.rejects(directory.merge(line, trustAll), { code: 'ERR_RESOLVER', message });
      }
      await assert.rejects(
        directory.merge(`${key}|${a.jwt}`, () => 'not trusted'),
        { message: `the JWT of ${key} is refused: not trusted` },
      );
      assert.deepEqual(readdirSync(path), []);
    });
  });
});

/** Saves a JWT in a process that may write 2 KiB into a file; says why it could not. */
async function saveWithoutRoom(path: string, key: string, jwt: string): Promise<string> {
  const source = new URL(
    '../../../../src/server/account/resolver/account-directory.ts',
    import.meta.url,
  );
  const program = `
    import { AccountDirectory } from '${source.href}';
    const settings = { path: '${path}', limit: 0, whenFull: 'nothing', ttlMs: 0, delete: 'refused' };
    const directory = new AccountDirectory(settings);
    const logger = { warn() {}, error() {} };
    await directory.open({ logger, changed() {} });
    await directory.save('${key}', '${jwt}').catch((error) => process.stdout.write(error.message));
    await directory.close();
  `;
  // Blocks of 512 bytes; the signal that comes with the error would end the process.
  const shell = `trap '' XFSZ; ulimit -f 4; exec "$0" --import tsx --input-type=module -e "$1"`;
  const { stdout } = await run('sh', ['-c', shell, process.execPath, program]);
  return stdout;
}

const run = promisify(execFile);

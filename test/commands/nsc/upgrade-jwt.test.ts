import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { Answering } from '../../nsc/answering.ts';
import { newStore } from '../../nsc/temporary-nsc.ts';
import { makeVersion1 } from '../../nsc/version-1.ts';

const BACKUP = `It is advisable to create a backup of the store.
Do you want to create a backup in the form of a zip file now?`;

const CONVERT = `In order to use jwt V2, you must upgrade all nats-server prior to usage!
Did you upgrade all nats-server and do you want to convert all non managed
operator / account / user jwt to V2?
Once converted you need to re-distribute the operator jwt wherever used.
This includes, but is not limited to:
    ALL nats-server, which need to be restarted (one by one is ok)
    ALL dependent nsc stores in managed mode
`;

describe('nsc on a store of version 1', () => {
  it('refuses all but what upgrades it', async () => {
    using tool = await newStore({ A: ['u'] });
    makeVersion1(tool);
    const before = tool.snapshot();
    for (const line of ['list accounts', 'add account B', 'describe operator', 'validate']) {
      const { code, err, out } = await tool.run(line);
      assert.equal(out, '', line);
      assert.equal(code, 1, line);
      assert.match(err, /^Error: This version of nsc only supports jwtV2\. \n/);
      assert.match(err, /upgrade the v1 store `OP` - type:\n"nsc upgrade-jwt"\n$/);
    }
    assert.deepEqual(tool.snapshot(), before);
    await tool.ok('env');
    await tool.ok('add operator OTHER');
    await tool.ok('list accounts');
  });

  it('is upgraded, with a backup', async () => {
    using tool = await newStore({ A: ['u'] });
    const { sub, name } = tool.operator();
    makeVersion1(tool);
    const old = tool.read(tool.path('OP', 'OP.jwt'));
    const person = new Answering([
      [BACKUP, true],
      ['zip file name:', true],
      [CONVERT, true],
    ]);
    tool.prompter = person;
    const { code, out, err } = await tool.run('upgrade-jwt');
    person.isDone();
    assert.equal(code, 0);
    assert.equal(out, '[ OK ] Upgrade operator jwt to v2:\n       [ OK ] Converted Operator: OP\n');
    assert.match(err, /^Backup file `~\/here\/OP-jwtV1-upgrade-backup\.zip` created\. \n/);
    const { nats, ...upgraded } = tool.operator();
    assert.deepEqual([nats.version, upgraded.sub, upgraded.name], [2, sub, name]);
    const zip = readFileSync(join(tool.currentDirectory, 'OP-jwtV1-upgrade-backup.zip'));
    const entries = unzip(zip);
    assert.deepEqual(Array.from(entries.keys()).sort(), [
      '.nsc',
      'OP.jwt',
      'accounts/A/A.jwt',
      'accounts/A/users/u.jwt',
    ]);
    assert.equal(entries.get('OP.jwt'), old);
    assert.equal((await tool.run('validate -A')).code, 0);
    await tool.ok('add account B');
  });

  it('stays as it is if it is not to be converted', async () => {
    using tool = await newStore();
    makeVersion1(tool);
    const before = tool.snapshot(tool.stores);
    tool.prompter = new Answering([
      [BACKUP, false],
      [CONVERT, false],
    ]);
    const text = 'Declined to convert at this time. Rerun command when ready.';
    assert.ok((await tool.ok('upgrade-jwt')).includes(text));
    tool.prompter = undefined;
    assert.equal(
      await tool.fails('upgrade-jwt'),
      'Error: it is asked on a terminal whether to convert, and there is none: --yes says so\n',
    );
    assert.deepEqual(tool.snapshot(tool.stores), before);
    await tool.ok('upgrade-jwt --yes');
    assert.equal(tool.operator().nats.version, 2);
    assert.match(await tool.ok('upgrade-jwt'), /Operator OP is already upgraded to version 2\. No/);
  });

  it('needs its identity key', async () => {
    using tool = await newStore();
    makeVersion1(tool);
    const { sub } = tool.operator();
    const path = tool.keyPath(sub);
    writeFileSync(path, '');
    assert.match(
      await tool.fails('upgrade-jwt --yes'),
      /^Error: Identity Key for Operator OP not found\.\nThis key needs to be present/,
    );
  });

  it('never overwrites a backup', async () => {
    using tool = await newStore();
    makeVersion1(tool);
    const backup = join(tool.home, 'kept.zip');
    writeFileSync(backup, 'kept');
    const err = await tool.fails(['upgrade-jwt', '--yes', '--backup', backup]);
    assert.match(err, /^Error: Error creating backup zip file/);
    assert.equal(readFileSync(backup, 'utf8'), 'kept');
    assert.equal(tool.operator().nats.version, 1);
  });

  it("is not converted if it is somebody else's", async () => {
    using tool = await newStore();
    makeVersion1(tool);
    const mark = tool.path('OP', '.nsc');
    writeFileSync(mark, tool.read(mark).replace('"managed":false', '"managed":true'));
    assert.match(
      await tool.fails('upgrade-jwt --yes'),
      /^Error: No change was made! Your store is in managed mode[^]*You need to contact "OP"/,
    );
    assert.ok(existsSync(mark));
  });
});

/** The files of an archive, by the directory at its end. */
function unzip(zip: Buffer): Map<string, string> {
  const end = zip.lastIndexOf('PK\u0005\u0006');
  const files = new Map<string, string>();
  let at = zip.readUInt32LE(end + 16);
  for (let count = zip.readUInt16LE(end + 10); count > 0; count--) {
    assert.equal(zip.readUInt32LE(at), 0x02014b50);
    const [packed, nameLength] = [zip.readUInt32LE(at + 20), zip.readUInt16LE(at + 28)];
    const local = zip.readUInt32LE(at + 42);
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    const data = local + 30 + nameLength;
    files.set(name, inflateRawSync(zip.subarray(data, data + packed)).toString());
    at += 46 + nameLength;
  }
  return files;
}

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportDeployment, exportedPorts } from '../../src/up/export.ts';
import { layOut, type Topology } from '../../src/up/layout.ts';
import { modeOf, ONE_SERVER, SUPER_CLUSTER, TemporaryHome } from './temporary-home.ts';

describe('An exported deployment', () => {
  async function exported(home: TemporaryHome, topology: Topology, hosts?: readonly string[]) {
    const layout = layOut('local', topology, { portOf: exportedPorts(4222, hosts), hosts });
    const folder = join(home.path, 'exported');
    const identities = await home.identities([]);
    const files = await exportDeployment(folder, { layout, identities, linkPassword: 'secret' });
    const read = (file: string) => readFileSync(join(folder, file), 'utf8');
    return { folder, files, read };
  }

  it('is a folder for each server, the creds, and how to run them', async () => {
    using home = new TemporaryHome();
    const { files, read, folder } = await exported(home, SUPER_CLUSTER);
    assert.deepEqual(files, [
      ...['a1', 'a2', 'a3', 'b1', 'b2', 'b3', 'leaf1'].map((name) => join(name, 'server.conf')),
      join('leaf1', 'app.creds'),
      join('leaf1', 'sys.creds'),
      join('creds', 'app.creds'),
      join('creds', 'sys.creds'),
      'README.md',
    ]);
    for (const file of files) {
      assert.equal(modeOf(join(folder, file)), file === 'README.md' ? '644' : '600', file);
      assert.ok(!read(file).includes(home.path), `${file} names a place of this machine`);
    }
    assert.match(read('README.md'), /cd leaf1 && nats-server -c server\.conf$/m);
    assert.equal(
      read('creds/app.creds'),
      readFileSync((await home.identities([])).creds.user, 'utf8'),
    );
  });

  it('names the hosts that it is for, and each has the usual ports', async () => {
    using home = new TemporaryHome();
    const topology = { clusters: 2, servers: 1, leafnodes: 1 };
    const { read } = await exported(home, topology, [
      'east.example',
      'west.example',
      'west.example',
    ]);
    const east = read('a1/server.conf');
    assert.match(east, /^listen: "0\.0\.0\.0:4222"$/m);
    assert.match(east, /@west\.example:7222"/);
    assert.match(read('leaf1/server.conf'), /nats:\/\/east\.example:7422/);
    // The second one on its host.
    assert.match(read('leaf1/server.conf'), /^listen: "0\.0\.0\.0:4223"$/m);
    assert.match(read('README.md'), /# on west\.example$/m);
  });

  it('does not go where there is something', async () => {
    using home = new TemporaryHome();
    await exported(home, ONE_SERVER);
    const before = readdirSync(join(home.path, 'exported'), { recursive: true });
    await assert.rejects(exported(home, SUPER_CLUSTER), { code: 'ERR_UP_EXPORT' });
    assert.deepEqual(readdirSync(join(home.path, 'exported'), { recursive: true }), before);
  });

  it('says what is wrong with a folder that can not be', async () => {
    using home = new TemporaryHome();
    writeFileSync(join(home.path, 'exported'), 'a file');
    await assert.rejects(exported(home, ONE_SERVER), { code: 'ERR_FILE', message: /exported/ });
  });
});

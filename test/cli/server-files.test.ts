import assert from 'node:assert/strict';
import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  listenerUrls,
  portsFile,
  removePortsFile,
  writePidFile,
  writePortsFile,
} from '../../src/cli/server-files.ts';

describe('the files of natsx-server', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'natsx-server-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('are a pid without a line end, for the owner only', () => {
    const path = join(directory, 'x.pid');
    writePidFile(path, 4883);
    assert.equal(readFileSync(path, 'utf8'), '4883');
    assert.equal(statSync(path).mode & 0o077, 0);
  });

  it('are the ports on one line, under a name that nats-server uses', () => {
    const path = portsFile(directory, 4883);
    assert.equal(path, join(directory, 'nats-server_4883.ports'));
    writePortsFile(path, { nats: ['nats://127.0.0.1:1'], monitoring: ['http://127.0.0.1:2'] });
    assert.equal(
      readFileSync(path, 'utf8'),
      '{"nats":["nats://127.0.0.1:1"],"monitoring":["http://127.0.0.1:2"]}',
    );
    removePortsFile(path);
    assert.ok(!existsSync(path));
  });

  it('replace what was there in one step, and leave nothing beside it', () => {
    const path = join(directory, 'x.pid');
    const link = join(directory, 'link.pid');
    writeFileSync(path, 'something longer than a pid');
    symlinkSync(path, link);
    writePidFile(link, 7);
    assert.ok(lstatSync(link).isSymbolicLink());
    assert.equal(readFileSync(path, 'utf8'), '7');
    assert.deepEqual(readdirSync(directory).sort(), ['link.pid', 'x.pid']);
  });

  it('go to a device as they are', () => {
    writePidFile('/dev/null', 7);
    assert.ok(lstatSync('/dev/null').isCharacterDevice());
  });

  it('say what went wrong', () => {
    const missing = join(directory, 'no', 'x');
    for (const [act, message] of [
      [
        () => writePidFile(missing, 1),
        `Could not write pidfile: open ${missing}: no such file or directory`,
      ],
      [
        () => writePidFile(directory, 1),
        `Could not write pidfile: open ${directory}: is a directory`,
      ],
      [
        () => writePortsFile(missing, { nats: [] }),
        `Error writing ports file (${missing}): open ${missing}: no such file or directory`,
      ],
      [
        () => removePortsFile(missing),
        `Error cleaning up ports file ${missing}: remove ${missing}: no such file or directory`,
      ],
    ] as const) {
      assert.throws(act, { name: 'NatsxError', message });
    }
  });
});

describe('listenerUrls', () => {
  it('is one URL for one address', () => {
    assert.deepEqual(listenerUrls('nats', '127.0.0.1', 4222), ['nats://127.0.0.1:4222']);
    assert.deepEqual(listenerUrls('http', '::1', 8222), ['http://[::1]:8222']);
  });

  it('is one URL for each address of the machine when listening on all', () => {
    const addresses = (): string[] => ['127.0.0.1', '::1'];
    for (const host of ['0.0.0.0', '::']) {
      assert.deepEqual(listenerUrls('nats', host, 4222, addresses), [
        'nats://127.0.0.1:4222',
        'nats://[::1]:4222',
      ]);
    }
  });
});

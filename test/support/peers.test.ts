import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findPeers, isAtLeast } from './peers.ts';

describe('peers', () => {
  let folder: string;
  beforeEach(() => (folder = realpathSync(mkdtempSync(join(tmpdir(), 'natsx-peers-')))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are found on the PATH, and say their version', () => {
    const path = program(folder, 'nats-server', 'echo nats-server: v2.9.10');
    const found = findPeers('nats-server', { PATH: `/nonexistent:${folder}` });
    assert.deepEqual(found, [{ name: 'nats-server', path, version: '2.9.10' }]);
  });

  it('are asked for by a variable before the PATH', () => {
    const path = program(folder, 'newer', 'echo v2.15.2');
    const older = program(folder, 'nats-server', 'echo v2.9.10');
    const found = findPeers('nats-server', { PATH: folder, NATS_SERVER: path });
    assert.deepEqual(
      found.map((peer) => peer.path),
      [path, older],
    );
  });

  it('are none of our own programs', () => {
    symlinkSync(
      fileURLToPath(new URL('../../bin/dev.js', import.meta.url)),
      join(folder, 'nats-server'),
    );
    assert.deepEqual(findPeers('nats-server', { PATH: folder }), []);
  });

  it('are executable files', () => {
    writeFileSync(join(folder, 'nats-server'), '');
    assert.deepEqual(findPeers('nats-server', { PATH: folder }), []);
  });

  it('are compared by the numbers of their versions', () => {
    assert.ok(isAtLeast('2.12.0', '2.9.10'));
    assert.ok(isAtLeast('2.9.10', '2.9.10'));
    assert.ok(!isAtLeast('2.9.10', '2.12'));
  });
});

/** An executable shell script. */
function program(folder: string, name: string, line: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${line}\n`);
  chmodSync(path, 0o755);
  return path;
}

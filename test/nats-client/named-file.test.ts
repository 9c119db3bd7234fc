import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readNamedFile } from '../../src/nats-client/named-file.ts';

describe('readNamedFile', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'natsx-named-'))));
  after(() => rmSync(folder, { recursive: true }));

  it('gives the bytes', async () => {
    const path = join(folder, 'file');
    writeFileSync(path, Uint8Array.of(0, 255, 10));
    assert.deepEqual([...(await readNamedFile(path, 'nats'))], [0, 255, 10]);
  });

  // Longer than the 255 bytes that the usual file systems take.
  const long = 'x'.repeat(300);
  const rows: readonly (readonly [string, string, RegExp])[] = [
    ['a missing one', 'none', /^open .+none: no such file or directory$/],
    ['one below a file', 'file/below', /^open .+below: not a directory$/],
    ['a folder', '.', /^read .+: is a directory$/],
    ['one that the system refuses', long, /^open .+x: ENAMETOOLONG: /],
  ];
  for (const [what, name, reason] of rows) {
    it(`tells why it can not read ${what}, after the prefix`, async () => {
      writeFileSync(join(folder, 'file'), '');
      await assert.rejects(readNamedFile(join(folder, name), 'nats: seed'), (error: Error) => {
        const { code } = error as Error & { code: string };
        assert.equal(code, 'ERR_FILE');
        assert.ok(error.message.startsWith('nats: seed: '));
        assert.match(error.message.slice('nats: seed: '.length), reason);
        assert.ok(error.cause instanceof Error);
        return true;
      });
    });
  }
});

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { ConfigFiles } from './config-files.ts';

describe('ConfigFiles', () => {
  it('writes each configuration to a file of its own, and takes them away', async () => {
    let first: string;
    {
      await using files = new ConfigFiles();
      first = await files.write('port: 1\n');
      const second = await files.write('port: 2\n');
      assert.deepEqual([first, second].map(read), ['port: 1\n', 'port: 2\n']);
    }
    assert.equal(existsSync(first), false);
  });

  it('makes a certificate for those that want one', async function () {
    await using files = new ConfigFiles();
    let text: string;
    try {
      text = read(await files.write('tls { cert_file: "$CERT", key_file: "$KEY" }\n'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return this.skip(); // No openssl.
      throw error;
    }
    const [cert, key] = [...text.matchAll(/"([^"]+)"/g)].map(([, file]) => read(file!));
    assert.match(cert!, /BEGIN CERTIFICATE/);
    assert.match(key!, /BEGIN PRIVATE KEY/);
  });
});

function read(file: string): string {
  return readFileSync(file, 'utf8');
}

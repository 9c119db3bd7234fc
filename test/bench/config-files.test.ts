import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { compare } from 'bcrypt';
import { decodeAs } from '../../src/jwt/index.ts';
import { fromSeed } from '../../src/nkeys/index.ts';
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

  it('makes hashes of one password, each another', async function () {
    this.timeout(30_000); // Each takes a tenth of a second of a core, or more.
    await using files = new ConfigFiles();
    const hashes = read(await files.write('$BCRYPT $BCRYPT')).split(' ');
    assert.notEqual(hashes[0], hashes[1]);
    for (const each of hashes) assert.equal(await compare('p', each), true);
  });

  it('makes a user’s key for those that want one', async () => {
    await using files = new ConfigFiles();
    const text = read(await files.write('{ nkey: $NKEY } # $SEED\n'));
    const [, nkey, seed] = /^\{ nkey: (U\w{55}) \} # (SU\w{56})\n$/.exec(text)!;
    assert.equal(fromSeed(seed!).publicKey, nkey);
  });

  it('makes an operator, an account and a JWT of that user', async () => {
    await using files = new ConfigFiles();
    const [nkey, jwt, operator, preload] = read(
      await files.write('$NKEY $JWT $OPERATOR $PRELOAD'),
    ).split(' ');
    const user = decodeAs('user', jwt!);
    assert.equal(user.sub, nkey);
    const accounts = JSON.parse(preload!) as Record<string, string>;
    assert.equal(decodeAs('account', accounts[user.iss]!).iss, decodeAs('operator', operator!).sub);
  });
});

function read(file: string): string {
  return readFileSync(file, 'utf8');
}

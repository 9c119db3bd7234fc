import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createUser, fromPublicKey } from '../../../src/nkeys/create.ts';
import { decorateJwt, decorateSeed } from '../../../src/nkeys/creds.ts';
import { readLogin } from '../../../src/server/leafnode/remote-login.ts';

const NONE = { credentials: undefined, nkey: undefined };
const NOBODY = { user: undefined, password: undefined };

describe('readLogin()', () => {
  const user = createUser();
  const seed = Buffer.from(user.seed()).toString();
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'natsx-login-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('says the user of the URL', async () => {
    const login = await readLogin(NONE, { user: 'u', password: 'p' }, []);
    assert.deepEqual(login.fieldsFor(''), { user: 'u', pass: 'p' });
  });

  it('says a user without a password as a token, too', async () => {
    const login = await readLogin(NONE, { user: 't', password: undefined }, []);
    assert.deepEqual(login.fieldsFor(''), { user: 't', auth_token: 't' });
  });

  it('says the first configured user at servers that others told of', async () => {
    const login = await readLogin(NONE, NOBODY, [NOBODY, { user: 'u', password: 'p' }]);
    assert.deepEqual(login.fieldsFor(''), { user: 'u', pass: 'p' });
  });

  it('signs by a seed', async () => {
    const fields = (await readLogin({ ...NONE, nkey: seed }, NOBODY, [])).fieldsFor('nonce');
    assert.equal(fields.nkey, user.publicKey);
    const signature = Buffer.from(fields.sig!, 'base64url');
    assert.ok(fromPublicKey(user.publicKey).verify(Buffer.from('nonce'), signature));
  });

  it('shows the JWT of a file, and signs by its seed', async () => {
    const credentials = join(folder, 'user.creds');
    await writeFile(credentials, decorateJwt('USER', 'a.b.c') + decorateSeed(seed));
    const fields = (await readLogin({ ...NONE, credentials }, NOBODY, [])).fieldsFor('nonce');
    assert.equal(fields.jwt, 'a.b.c');
    const signature = Buffer.from(fields.sig!, 'base64url');
    assert.ok(fromPublicKey(user.publicKey).verify(Buffer.from('nonce'), signature));
  });

  it('says which file is missing', async () => {
    const credentials = join(folder, 'none.creds');
    await assert.rejects(readLogin({ ...NONE, credentials }, NOBODY, []), {
      code: 'ERR_CREDENTIALS',
      message: /none\.creds.*no such file/,
    });
  });
});

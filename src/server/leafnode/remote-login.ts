/** By what a leafnode says who it is. */
import { readFile } from 'node:fs/promises';
import { NatsxError } from '../../base/errors.ts';
import { systemErrorText } from '../../base/system-error.ts';
import { fromSeed } from '../../nkeys/create.ts';
import { parseDecoratedJwt, parseDecoratedNkey } from '../../nkeys/creds.ts';
import type { KeyPair } from '../../nkeys/keypair.ts';
import type { LeafConnect } from '../../protocol/leaf-connect.ts';
import type { LeafRemoteOptions } from '../options/leafnodes.ts';
import type { PeerUrl } from '../peers/peer-url.ts';

type LoginFields = Pick<LeafConnect, 'jwt' | 'nkey' | 'sig' | 'user' | 'pass' | 'auth_token'>;

/** What is needed to log in, ready for whatever is to be signed. */
export interface RemoteLogin {
  /** The fields of CONNECT for a hub that asks for `nonce` to be signed. */
  fieldsFor(nonce: string): LoginFields;
}

/**
 * Reads what `remote` names: the file may have been renewed since the last time. A user may be given beside it, for a
 * service that decides (nats-server leafnode.go, sendLeafConnect); of servers that others told of it is the user of those
 * that are configured. Throws NatsxError, ERR_CREDENTIALS.
 */
export async function readLogin(
  { credentials = '', nkey = '' }: Pick<LeafRemoteOptions, 'credentials' | 'nkey'>,
  url: Pick<PeerUrl, 'user' | 'password'>,
  configured: readonly Pick<PeerUrl, 'user' | 'password'>[],
): Promise<RemoteLogin> {
  const user = userOf(
    url.user === undefined ? configured.find((each) => each.user !== undefined) : url,
  );
  if (credentials !== '') {
    const { jwt, key } = await readCredentials(credentials);
    return { fieldsFor: (nonce) => ({ jwt, sig: signed(key, nonce), ...user }) };
  }
  if (nkey !== '') {
    const key = fromSeed(nkey);
    return { fieldsFor: (nonce) => ({ nkey: key.publicKey, sig: signed(key, nonce), ...user }) };
  }
  return { fieldsFor: () => user };
}

/** A user without a password may be a token. */
function userOf(url: Pick<PeerUrl, 'user' | 'password'> | undefined): LoginFields {
  if (url?.user === undefined) return {};
  const { user, password } = url;
  return password === undefined ? { user, auth_token: user } : { user, pass: password };
}

async function readCredentials(path: string): Promise<{ jwt: string; key: KeyPair }> {
  try {
    const contents = await readFile(path, 'utf8');
    return { jwt: parseDecoratedJwt(contents), key: parseDecoratedNkey(contents) };
  } catch (cause) {
    const text = `credentials file ${JSON.stringify(path)}: ${systemErrorText(cause)}`;
    throw new NatsxError('ERR_CREDENTIALS', text, { cause });
  }
}

function signed(key: KeyPair, nonce: string): string {
  return Buffer.from(key.sign(Buffer.from(nonce))).toString('base64url');
}

import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { NatsxError } from '../base/errors.ts';
import { readNamedFile, type NamedFileReader } from './named-file.ts';

/** How to make a TLS connection; certificate and key go together. */
export interface TlsFiles {
  readonly certificate?: string | undefined;
  readonly key?: string | undefined;
  readonly authority?: string | undefined;
  /** The curves to agree on, as OpenSSL names and lists them: `P-256:X25519`. */
  readonly curves?: string | undefined;
}

/** What is in the files, and the curves, under the names of the client library and Node. */
export interface TlsMaterial {
  readonly cert?: string;
  readonly key?: string;
  readonly ca?: string;
  readonly ecdhCurve?: string;
}

/** Reads and checks the files, so that a bad one is told by name before anything is sent. */
export async function readTlsFiles(
  files: TlsFiles,
  read: NamedFileReader = readNamedFile,
): Promise<TlsMaterial> {
  return {
    ...(await readClientCertificate(files, read)),
    ...(await readAuthority(files.authority, read)),
    ...(files.curves === undefined ? {} : { ecdhCurve: files.curves }),
  };
}

async function readClientCertificate(
  { certificate, key }: TlsFiles,
  read: NamedFileReader,
): Promise<TlsMaterial> {
  if (certificate === undefined && key === undefined) return {};
  if (certificate === undefined || key === undefined) {
    throw new NatsxError('ERR_TLS_FILES', 'specify both -tlscert and -tlskey');
  }
  const prefix = 'nats: error loading client certificate';
  const cert = (await read(certificate, prefix)).toString();
  const keyText = (await read(key, prefix)).toString();
  try {
    // A secure context takes an empty text for none, and says nothing; these two do not.
    new X509Certificate(cert);
    createPrivateKey(keyText);
    createSecureContext({ cert, key: keyText });
  } catch (cause) {
    throw new NatsxError('ERR_TLS_FILES', `${prefix}: ${(cause as Error).message}`, {
      cause,
      suggestions: [`${certificate} and ${key} must be a certificate and its key, as PEM`],
    });
  }
  return { cert, key: keyText };
}

async function readAuthority(
  path: string | undefined,
  read: NamedFileReader,
): Promise<TlsMaterial> {
  if (path === undefined) return {};
  const ca = (await read(path, 'nats: error loading or parsing rootCA file')).toString();
  try {
    new X509Certificate(ca);
  } catch (cause) {
    const message = `nats: failed to parse root certificate from ${JSON.stringify(path)}`;
    throw new NatsxError('ERR_TLS_FILES', message, { cause });
  }
  return { ca };
}

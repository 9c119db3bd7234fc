import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { NatsxError } from '../base/errors.ts';
import { readNamedFile } from './named-file.ts';

/** Files for a TLS connection; certificate and key go together. */
export interface TlsFiles {
  readonly certificate?: string | undefined;
  readonly key?: string | undefined;
  readonly authority?: string | undefined;
}

/** Their contents, under the names of the client library. */
export interface TlsMaterial {
  readonly cert?: string;
  readonly key?: string;
  readonly ca?: string;
}

/** Reads and checks the files, so that a bad one is told by name before anything is sent. */
export async function readTlsFiles(files: TlsFiles): Promise<TlsMaterial> {
  return { ...(await readClientCertificate(files)), ...(await readAuthority(files.authority)) };
}

async function readClientCertificate({ certificate, key }: TlsFiles): Promise<TlsMaterial> {
  if (certificate === undefined && key === undefined) return {};
  if (certificate === undefined || key === undefined) {
    throw new NatsxError('ERR_TLS_FILES', 'specify both -tlscert and -tlskey');
  }
  const prefix = 'nats: error loading client certificate';
  const cert = (await readNamedFile(certificate, prefix)).toString();
  const keyText = (await readNamedFile(key, prefix)).toString();
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

async function readAuthority(path: string | undefined): Promise<TlsMaterial> {
  if (path === undefined) return {};
  const ca = (await readNamedFile(path, 'nats: error loading or parsing rootCA file')).toString();
  try {
    new X509Certificate(ca);
  } catch (cause) {
    const message = `nats: failed to parse root certificate from ${JSON.stringify(path)}`;
    throw new NatsxError('ERR_TLS_FILES', message, { cause });
  }
  return { ca };
}

// Certificates for tests, valid for a hundred years. `ca` signed `server` and `server-rsa` (localhost, 127.0.0.1),
// `server-other` (other.example) and `client` (derek); nobody signed `stranger`, and `route` (localhost, 127.0.0.1), which
// servers show each other, signed itself. All keys but one are ECDSA.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type CertificateName =
  'ca' | 'server' | 'server-rsa' | 'server-other' | 'client' | 'route' | 'stranger';

/** Path of a certificate in PEM. */
export function certificateFile(name: CertificateName): string {
  return join(import.meta.dirname, 'certificates', `${name}.pem`);
}

/** Path of its key; `server-encrypted` is the server's behind a password. */
export function keyFile(name: Exclude<CertificateName, 'ca'> | 'server-encrypted'): string {
  const file = name === 'server-encrypted' ? 'server-key-encrypted.pem' : `${name}-key.pem`;
  return join(import.meta.dirname, 'certificates', file);
}

/** The `certFile` and `keyFile` of a `tls` block. */
export function pairOptions(name: Exclude<CertificateName, 'ca'>): {
  certFile: string;
  keyFile: string;
} {
  return { certFile: certificateFile(name), keyFile: keyFile(name) };
}

export function pemOf(name: CertificateName): string {
  return readFileSync(certificateFile(name), 'latin1');
}

/** What a client shows and trusts, for Node's `tls.connect` and the official client. */
export function clientTls(name?: 'client' | 'stranger'): {
  ca: string;
  cert?: string;
  key?: string;
} {
  if (name === undefined) return { ca: pemOf('ca') };
  return { ca: pemOf('ca'), cert: pemOf(name), key: readFileSync(keyFile(name), 'latin1') };
}

/** Whether the files of a `tls` block hold what they should; nats-server looks at them even when it only tests a file. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { fileErrorText } from '../../base/system-error.ts';
import type { GivenTls } from './tls.ts';

/** One sentence, with nats-server's beginning; undefined when all is well. */
export function tlsFileProblem(
  tls: GivenTls,
  readFile: (path: string) => string,
): string | undefined {
  const pairs = [{ certFile: tls.certFile, keyFile: tls.keyFile }, ...(tls.certs ?? [])];
  for (const { certFile = '', keyFile = '' } of pairs) {
    if (certFile === '' || keyFile === '') continue;
    const problem = pairProblem(certFile, keyFile, readFile);
    if (problem !== undefined) return `error parsing X509 certificate/key pair: ${problem}`;
  }
  const { caFile = '' } = tls;
  return caFile === '' ? undefined : authorityProblem(caFile, readFile);
}

function pairProblem(
  certFile: string,
  keyFile: string,
  readFile: (path: string) => string,
): string | undefined {
  const cert = tryTo(() => readFile(certFile), certFile);
  if (typeof cert !== 'object') return cert;
  const key = tryTo(() => readFile(keyFile), keyFile);
  if (typeof key !== 'object') return key;
  try {
    // Of a chain the first is the server's.
    const matches = new X509Certificate(cert.text).checkPrivateKey(createPrivateKey(key.text));
    return matches ? undefined : 'tls: private key does not match public key';
  } catch (error) {
    return `${certFile} and ${keyFile}: ${(error as Error).message}`;
  }
}

function authorityProblem(caFile: string, readFile: (path: string) => string): string | undefined {
  const read = tryTo(() => readFile(caFile), caFile);
  if (typeof read !== 'object') return read;
  return read.text.includes('-----BEGIN CERTIFICATE-----')
    ? undefined
    : 'failed to parse root ca certificate';
}

function tryTo(read: () => string, path: string): { readonly text: string } | string {
  try {
    return { text: read() };
  } catch (error) {
    return fileErrorText('open', path, error);
  }
}

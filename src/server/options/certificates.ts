/** Certificates and keys from their files, checked so that what is wrong is said before the first client comes. */
import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { NatsxError } from '../../base/errors.ts';
import { fileErrorText } from '../../base/system-error.ts';

/** A certificate chain and its key, both as PEM. */
export interface KeyPair {
  readonly chain: string;
  readonly key: string;
  /** The first of the chain. */
  readonly certificate: X509Certificate;
}

/** Gives the text of a file. */
export type ReadFile = (path: string) => string;

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const PRIVATE_KEY = /-----BEGIN ((?:\w+ )*)PRIVATE KEY-----/;

/** Reads a pair. `which` says, in the text of an error, which one of several it is. */
export function readKeyPair(
  certFile: string,
  keyFile: string,
  readFile: ReadFile,
  which = '',
): KeyPair {
  try {
    const chain = read(certFile, readFile);
    const key = read(keyFile, readFile);
    const certificate = firstCertificate(chain);
    if (!certificate.checkPrivateKey(privateKey(key, keyFile))) {
      throw invalid('tls: private key does not match public key');
    }
    return { chain, key, certificate };
  } catch (error) {
    const text = `error parsing X509 certificate/key pair${which}: ${(error as Error).message}`;
    throw new NatsxError('ERR_TLS', text, { cause: error });
  }
}

/** The certificates in `file` by which those of the peers are judged. */
export function readAuthorities(file: string, readFile: ReadFile): string[] {
  const found = read(file, readFile).match(CERTIFICATE) ?? [];
  if (found.length === 0 || !found.every((pem) => certificateOf(pem) !== undefined)) {
    throw new NatsxError('ERR_TLS', 'failed to parse root ca certificate');
  }
  return found;
}

function read(file: string, readFile: ReadFile): string {
  try {
    return readFile(file);
  } catch (error) {
    throw new NatsxError('ERR_TLS', fileErrorText('open', file, error), { cause: error });
  }
}

function firstCertificate(chain: string): X509Certificate {
  const [pem] = chain.match(CERTIFICATE) ?? [];
  if (pem === undefined) {
    throw invalid('tls: failed to find any PEM data in certificate input');
  }
  const certificate = certificateOf(pem);
  if (certificate === undefined) throw invalid('x509: malformed certificate');
  return certificate;
}

function certificateOf(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined; // The caller says it in the words of nats-server.
  }
}

function privateKey(pem: string, file: string): KeyObject {
  const label = PRIVATE_KEY.exec(pem)?.[1];
  if (label === undefined) throw invalid('tls: failed to find any PEM data in key input');
  if (label === 'ENCRYPTED ' || /^DEK-Info:/m.test(pem)) {
    throw new NatsxError('ERR_TLS', 'tls: failed to parse private key: it is encrypted', {
      suggestions: [`decrypt it: openssl pkey -in ${file} -out <file that only the server reads>`],
    });
  }
  try {
    return createPrivateKey(pem);
  } catch (error) {
    // What OpenSSL says of it is no help, but belongs to the story.
    throw new NatsxError('ERR_TLS', 'tls: failed to parse private key', { cause: error });
  }
}

function invalid(text: string): NatsxError {
  return new NatsxError('ERR_TLS', text);
}

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { tlsFileProblem } from '../../../src/server/options/tls-files.ts';
import { certificateFile, pairOptions } from '../../support/certificates.ts';
import { readFrom } from './read-text.ts';

const read = (path: string): string => readFileSync(path, 'utf8');

describe('tlsFileProblem', () => {
  it('finds nothing wrong with a pair and its authority', () => {
    assert.equal(
      tlsFileProblem({ ...pairOptions('server'), caFile: certificateFile('ca') }, read),
      undefined,
    );
    assert.equal(tlsFileProblem({ certs: [pairOptions('server-rsa')] }, read), undefined);
  });

  it('finds a key that is not the certificate’s', () => {
    const { certFile } = pairOptions('server');
    const { keyFile } = pairOptions('client');
    assert.equal(
      tlsFileProblem({ certFile, keyFile }, read),
      'error parsing X509 certificate/key pair: tls: private key does not match public key',
    );
  });

  it('finds files that are missing or hold something else', () => {
    const files = readFrom({ 'a.pem': 'nothing' });
    assert.equal(
      tlsFileProblem({ certFile: 'a.pem', keyFile: 'a.pem' }, files),
      'error parsing X509 certificate/key pair: tls: failed to find any PEM data in certificate input',
    );
    assert.equal(tlsFileProblem({ caFile: 'a.pem' }, files), 'failed to parse root ca certificate');
    assert.equal(
      tlsFileProblem({ caFile: 'b.pem' }, files),
      'open b.pem: no such file or directory',
    );
  });
});

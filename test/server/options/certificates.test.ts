import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NatsxError } from '../../../src/base/errors.ts';
import { readAuthorities, readKeyPair } from '../../../src/server/options/certificates.ts';
import { certificateFile, keyFile } from '../../support/certificates.ts';

const readFile = (path: string): string => readFileSync(path, 'latin1');

describe('readKeyPair', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'natsx-certificates-'))));
  after(() => rmSync(folder, { recursive: true }));

  function file(name: string, text: string): string {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  }

  it('reads a certificate and its key', () => {
    const { certificate, chain, key } = readKeyPair(
      certificateFile('server'),
      keyFile('server'),
      readFile,
    );
    assert.equal(certificate.subject, 'O=natsx tests\nCN=localhost');
    assert.equal(chain, readFileSync(certificateFile('server'), 'latin1'));
    assert.match(key, /^-----BEGIN PRIVATE KEY-----/);
  });

  it('knows the first of a chain as its own, whatever text stands before it', () => {
    const chain = [certificateFile('server'), certificateFile('ca')].map((path) =>
      readFileSync(path),
    );
    const path = file('chain.pem', `a comment\n${chain.join('')}`);
    assert.match(readKeyPair(path, keyFile('server'), readFile).certificate.subject, /localhost/);
  });

  const wrong: [name: string, cert: () => string, key: () => string, text: RegExp][] = [
    [
      'a certificate that is not there',
      () => join(folder, 'none.pem'),
      () => keyFile('server'),
      /: open .*none\.pem: no such file or directory$/,
    ],
    ['a folder', () => folder, () => keyFile('server'), /: open .*: is a directory$/],
    [
      'a key that is not there',
      () => certificateFile('server'),
      () => join(folder, 'none.pem'),
      /: open .*none\.pem: no such file or directory$/,
    ],
    [
      'an empty certificate',
      () => file('empty.pem', ''),
      () => keyFile('server'),
      /: tls: failed to find any PEM data in certificate input$/,
    ],
    [
      'a certificate cut off',
      () => file('cut.pem', readFileSync(certificateFile('server'), 'latin1').slice(0, 300)),
      () => keyFile('server'),
      /: tls: failed to find any PEM data in certificate input$/,
    ],
    [
      'a certificate of nonsense',
      () => file('odd.pem', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'),
      () => keyFile('server'),
      /: x509: malformed certificate$/,
    ],
    [
      'a certificate for a key',
      () => certificateFile('server'),
      () => certificateFile('server'),
      /: tls: failed to find any PEM data in key input$/,
    ],
    [
      "another's key",
      () => certificateFile('server'),
      () => keyFile('client'),
      /: tls: private key does not match public key$/,
    ],
    [
      'a key cut off',
      () => certificateFile('server'),
      () => file('cut-key.pem', readFileSync(keyFile('server'), 'latin1').slice(0, 100)),
      /: tls: failed to parse private key$/,
    ],
    [
      'a key behind a password',
      () => certificateFile('server'),
      () => keyFile('server-encrypted'),
      /: tls: failed to parse private key: it is encrypted$/,
    ],
  ];
  for (const [name, cert, key, text] of wrong) {
    it(`refuses ${name}`, () => {
      assert.throws(
        () => readKeyPair(cert(), key(), readFile, ' 2/3'),
        (error) => {
          assert.ok(error instanceof NatsxError);
          assert.equal(error.code, 'ERR_TLS');
          assert.match(error.message, /^error parsing X509 certificate\/key pair 2\/3: /);
          assert.match(error.message, text);
          assert.doesNotMatch(error.message, /BEGIN|MII|MIG/, 'no key in a text');
          return true;
        },
      );
    });
  }

  it('reads authorities, and wants at least one', () => {
    assert.equal(readAuthorities(certificateFile('ca'), readFile).length, 1);
    const none = file('no-ca.pem', 'nothing');
    assert.throws(() => readAuthorities(none, readFile), {
      message: 'failed to parse root ca certificate',
    });
    assert.throws(
      () => readAuthorities(join(folder, 'none'), readFile),
      /open .*none: no such file/,
    );
  });
});

import assert from 'node:assert/strict';
import { completeOptions, type GivenServerOptions } from '../../../src/server/options/options.ts';
import { itReads, itRefuses } from './read-text.ts';

const unpaired =
  "error parsing certificates config: both 'cert_file' and 'cert_key' options are required";

describe('tls', () => {
  itReads([
    ['tls { timeout: 3, verify: true }', { tls: { timeoutMs: 3000, verify: true } }],
    ['tls { handshake_first: auto }', { tls: { handshakeFirst: 'auto' } }],
    ['tls { first: "300ms" }', { tls: { handshakeFirst: 300 } }],
    ['tls { min_version: "1.3" }', { tls: { minVersion: '1.3' } }],
  ]);

  itRefuses([
    ['tls: 3', 'tls: expected a map, found an integer'],
    ['tls { foo: 3 }', 'error parsing tls config, unknown field "foo"'],
    ['tls { cert_file: x }', "missing 'key_file' in TLS configuration"],
    ['tls { key_file: x }', "missing 'cert_file' in TLS configuration"],
    [
      'tls { cert_file: x, key_file: y }',
      'error parsing X509 certificate/key pair: open x: no such file or directory',
    ],
    ['tls { ca_file: x }', 'open x: no such file or directory'],
    ['tls { timeout: true }', 'timeout: expected a duration such as "30s", found a boolean'],
    ['tls { min_version: "1.1" }', 'error parsing tls config: unsupported TLS version: TLS 1.1'],
    ['tls { min_version: "1.4" }', 'error parsing tls config: unknown version: 1.4'],
    ['tls { cipher_suites: [] }', "error parsing tls config, 'cipher_suites' cannot be empty"],
    ['tls { cipher_suites: [FOO] }', 'unrecognized cipher FOO'],
    [
      'tls { cipher_suites: [TLS_RSA_WITH_RC4_128_SHA] }',
      "insecure cipher suites configured without 'allow_insecure_cipher_suites' option set: TLS_RSA_WITH_RC4_128_SHA",
    ],
    ['tls { curve_preferences: [FOO] }', 'unrecognized curve preference FOO'],
    [
      'tls { pinned_certs: [abc] }',
      "error parsing tls config, 'pinned_certs' key abc does not look like hex-encoded sha256 of DER encoded SubjectPublicKeyInfo",
    ],
    ['tls { handshake_first: foo }', `field "handshake_first"'s value "foo" is invalid`],
    [
      'tls { verify_cert_and_check_known_urls: true }',
      'verify_cert_and_check_known_urls not supported in this context',
    ],
    ['tls { certs: [ {cert_file: x} ] }', unpaired],
    [
      'tls { certs: [ {crt_file: x} ] }',
      'error parsing tls certs config, unknown field "crt_file"',
    ],
  ]);

  it('lets routes and gateways check their URLs', () => {
    const tls = { verifyCertAndCheckKnownUrls: true };
    assert.doesNotThrow(() => completeOptions({ cluster: { tls }, gateway: { tls } }));
    assert.throws(() => completeOptions({ tls }), /not supported in this context/);
  });

  const completed: [GivenServerOptions['tls'], object][] = [
    [{}, { timeoutMs: 2000, minVersion: '1.2', handshakeFirst: false, verify: false }],
    [{ handshakeFirst: 'auto' }, { handshakeFirst: 50 }],
    [{ pinnedCerts: ['AB'.repeat(32)] }, { pinnedCerts: ['ab'.repeat(32)] }],
  ];
  for (const [tls, expected] of completed) {
    it(`completes ${JSON.stringify(tls)}`, () => {
      for (const [name, value] of Object.entries(expected)) {
        assert.deepEqual(
          Object.entries(completeOptions({ tls }).tls ?? {}).find(([key]) => key === name)?.[1],
          value,
        );
      }
    });
  }
});

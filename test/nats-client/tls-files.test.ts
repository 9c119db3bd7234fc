import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTlsFiles, type TlsFiles } from '../../src/nats-client/tls-files.ts';

// Made for this test and used nowhere: openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -days 36500
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBdDCCARugAwIBAgIUXDBMzEq1KoHuJjcy+oQbHSvzdrcwCgYIKoZIzj0EAwIw
DzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMjIxMjM4MTlaGA8yMTI2MTAyOTEyMzgx
OVowDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABEdE
EIQ6ESkRQ8J1E1NriDR3MGJID7esWv0B05RFij2D0bqZFECVWIbu+GDseOm3mAjJ
2Madd0XPSKtyrOHlNUmjUzBRMB0GA1UdDgQWBBSPZKQxjzZVHNDfOk4rUa02b94a
yjAfBgNVHSMEGDAWgBSPZKQxjzZVHNDfOk4rUa02b94ayjAPBgNVHRMBAf8EBTAD
AQH/MAoGCCqGSM49BAMCA0cAMEQCIBbW/K2eLZHeNdLHAVOCWhIz02jv5yow5Az0
sxcLrqkhAiAXhNZ4sxRIeX4KGNnT2Hv2F/HbJSo2qvsu19j5T/W6KA==
-----END CERTIFICATE-----
`;
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgMSdjKyLGRvx9/V2W
PgmoxKao9PLTmn3oamLlUxB9U/+hRANCAARHRBCEOhEpEUPCdRNTa4g0dzBiSA+3
rFr9AdOURYo9g9G6mRRAlViG7vhg7Hjpt5gIydjGnXdFz0ircqzh5TVJ
-----END PRIVATE KEY-----
`;
describe('readTlsFiles', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'natsx-tls-'));
    writeFileSync(join(folder, 'certificate'), CERTIFICATE);
    writeFileSync(join(folder, 'key'), KEY);
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
    writeFileSync(join(folder, 'other-key'), pem);
    writeFileSync(join(folder, 'empty'), '');
    writeFileSync(join(folder, 'text'), 'no PEM');
  });
  after(() => rmSync(folder, { recursive: true }));

  /** The files of these names, in the folder. */
  const read = (names: TlsFiles) =>
    readTlsFiles(
      Object.fromEntries(
        Object.entries(names).map(([kind, name]: [string, string]) => [kind, join(folder, name)]),
      ),
    );

  it('reads nothing where nothing is named', async () => {
    assert.deepEqual(await readTlsFiles({}), {});
    const none = { certificate: undefined, key: undefined, authority: undefined };
    assert.deepEqual(await readTlsFiles(none), {});
  });

  it('gives the texts under the names of the client library', async () => {
    assert.deepEqual(await read({ certificate: 'certificate', key: 'key' }), {
      cert: CERTIFICATE,
      key: KEY,
    });
    assert.deepEqual(await read({ authority: 'certificate' }), { ca: CERTIFICATE });
  });

  const notLoaded = 'nats: error loading client certificate: ';
  const bad: readonly (readonly [string, TlsFiles, string, string])[] = [
    ['a certificate alone', { certificate: 'certificate' }, 'ERR_TLS_FILES', 'specify both'],
    ['a key alone', { key: 'key' }, 'ERR_TLS_FILES', 'specify both -tlscert and -tlskey'],
    ['a missing one', { certificate: 'none', key: 'key' }, 'ERR_FILE', `${notLoaded}open `],
    ['empty ones', { certificate: 'empty', key: 'empty' }, 'ERR_TLS_FILES', notLoaded],
    ['an empty key', { certificate: 'certificate', key: 'empty' }, 'ERR_TLS_FILES', notLoaded],
    [
      "another certificate's key",
      { certificate: 'certificate', key: 'other-key' },
      'ERR_TLS_FILES',
      notLoaded,
    ],
    [
      'an authority without PEM',
      { authority: 'text' },
      'ERR_TLS_FILES',
      'nats: failed to parse root certificate from "',
    ],
    [
      'a missing authority',
      { authority: 'none' },
      'ERR_FILE',
      'nats: error loading or parsing rootCA file: open ',
    ],
  ];
  for (const [what, names, code, beginning] of bad) {
    it(`refuses ${what}, and shows none of it`, async () => {
      await assert.rejects(read(names), (error: Error & { code?: string }) => {
        assert.equal(error.code, code);
        assert.ok(error.message.startsWith(beginning), error.message);
        assert.doesNotMatch(error.message, /BEGIN|MI[GH]/);
        return true;
      });
    });
  }
});

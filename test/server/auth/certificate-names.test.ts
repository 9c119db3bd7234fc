import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { certificateNames } from '../../../src/server/auth/certificate-names.ts';
import { certificate, element } from './der.ts';

// Nobody has its key.
const PEM = `-----BEGIN CERTIFICATE-----
MIICpzCCAk2gAwIBAgIUQkovX5XVIUdmHYA2cfro0B0Y+o4wCgYIKoZIzj0EAwIw
gYMxEzARBgoJkiaJk/IsZAEZFgNjb20xFzAVBgoJkiaJk/IsZAEZFgdleGFtcGxl
MRUwEwYDVQQKDAxHcsO2w59lLCBJbmMxLjAKBgNVBAsMA3dlYjAgBgkqhkiG9w0B
CQEWE3N1YmplY3RAZXhhbXBsZS5jb20xDDAKBgNVBAMMA3d3dzAgFw0yNjExMjIx
NDI0MjZaGA8yMTI2MTAyOTE0MjQyNlowgYMxEzARBgoJkiaJk/IsZAEZFgNjb20x
FzAVBgoJkiaJk/IsZAEZFgdleGFtcGxlMRUwEwYDVQQKDAxHcsO2w59lLCBJbmMx
LjAKBgNVBAsMA3dlYjAgBgkqhkiG9w0BCQEWE3N1YmplY3RAZXhhbXBsZS5jb20x
DDAKBgNVBAMMA3d3dzBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABBGHjR8hQyO1
ciVCv6rXAAZDk3sE9GTdP9RaWM8NlMPo95TMu0bTY7UpE6hAiky0Uu3AbjUQqzxb
F894gUJyCgujgZowgZcwDAYDVR0TAQH/BAIwADBoBgNVHREEYTBfgRFkZXJla0Bl
eGFtcGxlLmNvbYESc2Vjb25kQGV4YW1wbGUuY29tgglsb2NhbGhvc3SCDSouZXhh
bXBsZS5jb22GFnNwaWZmZTovL2V4YW1wbGUuY29tL3WHBH8AAAEwHQYDVR0OBBYE
FL199V4azrY+W1dC7swvuVVSad78MAoGCCqGSM49BAMCA0gAMEUCIQCdIEb51QOZ
+uxAeaXlT6cbMbqgdhYfz4ysNiLNDjjo8AIgb3pFd/jN/KgLyWjXuvR/Sqsg8uhV
yO920RBXVA9mTpM=
-----END CERTIFICATE-----`;

describe('certificateNames', () => {
  it('reads a certificate made by OpenSSL', () => {
    assert.deepEqual(certificateNames(new X509Certificate(PEM).raw), {
      emails: ['derek@example.com', 'second@example.com'],
      dnsNames: ['localhost', '*.example.com'],
      uris: ['spiffe://example.com/u'],
      subject: [
        [{ type: '0.9.2342.19200300.100.1.25', value: 'com' }],
        [{ type: '0.9.2342.19200300.100.1.25', value: 'example' }],
        [{ type: '2.5.4.10', value: 'Größe, Inc' }],
        [
          { type: '2.5.4.11', value: 'web' },
          { type: '1.2.840.113549.1.9.1', value: 'subject@example.com' },
        ],
        [{ type: '2.5.4.3', value: 'www' }],
      ],
    });
  });

  it('does without what is not there', () => {
    const none = { emails: [], dnsNames: [], uris: [], subject: [] };
    assert.deepEqual(certificateNames(certificate({})), none);
    assert.deepEqual(certificateNames(certificate({}, 1)), none);
  });

  it('reads names of two bytes a letter', () => {
    const wide = element(0x1e, Buffer.from([0x01, 0x51, 0x00, 0x62]));
    const names = certificateNames(certificate({ subject: [[['2.5.4.3', wide]]] }));
    assert.deepEqual(names!.subject, [[{ type: '2.5.4.3', value: 'őb' }]]);
  });

  it('takes a name that looks like two for one', () => {
    const names = certificateNames(certificate({ dnsNames: ['a, DNS:b', 'x\0y'] }));
    assert.deepEqual(names!.dnsNames, ['a, DNS:b', 'x\0y']);
  });

  it('reads nothing from what is cut, turned over or no certificate', () => {
    const whole = certificate({ dnsNames: ['a'], subject: [[['2.5.4.3', 'b']]] });
    for (let length = 0; length < whole.length; length++) {
      assert.equal(certificateNames(whole.subarray(0, length)), undefined, `${length} bytes`);
    }
    for (const bytes of [
      '',
      'nonsense',
      '0',
      '\x30\x80',
      '\x30\x84\xff\xff\xff\xff',
      '\x30\x03\x30\x01\x30',
    ]) {
      assert.equal(certificateNames(Buffer.from(bytes, 'latin1')), undefined, bytes);
    }
    // Whatever else it says, it must not throw.
    for (let at = 0; at < whole.length; at++) {
      for (const byte of [0, 0x1c, 0x1e, 0x30, 0x7f, 0x80, 0xff]) {
        const changed = Buffer.from(whole);
        changed[at] = byte;
        certificateNames(changed);
      }
    }
  });
});

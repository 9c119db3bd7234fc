/** Go's names of cipher suites and curves, which configurations use, as OpenSSL's lists. */
import { ciphers, isWeakCipher, openSslCipher } from '../options/ciphers.ts';

/** Offered whatever is configured, as in Go: the cipher suites of TLS 1.3 can't be chosen. */
const TLS_1_3 = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
];

/** By what OpenSSL calls them. Post-quantum ones come with newer versions of it. */
const CURVES: Readonly<Record<string, string>> = {
  X25519: 'X25519',
  CurveP256: 'P-256',
  CurveP384: 'P-384',
  CurveP521: 'P-521',
};

/** OpenSSL's list for these cipher suites, the preferred first. Default: those without known weaknesses. */
export function cipherList(names: readonly string[] = safeCiphers()): string {
  return [...new Set([...TLS_1_3, ...names.map((name) => openSslCipher(name) ?? name)])].join(':');
}

/** OpenSSL's list for these curves; those that it does not know yet are left out. */
export function curveList(names: readonly string[] = Object.keys(CURVES)): string {
  return names.flatMap((name) => CURVES[name] ?? []).join(':');
}

/** Authenticated encryption before CBC, which is for clients that know no better. */
function safeCiphers(): string[] {
  const safe = ciphers.filter((name) => !isWeakCipher(name));
  return [...safe.filter((name) => !isCbc(name)), ...safe.filter(isCbc)];
}

function isCbc(name: string): boolean {
  return name.includes('_CBC_');
}

/** Whether a certificate is for the server that was dialed, in the words of Go's crypto/x509. */
import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';

/** The code of the error that says that it is not: Node's. */
export const WRONG_NAME = 'ERR_TLS_CERT_ALTNAME_INVALID';

/** What is wrong with showing `certificate` as `host`, a name or an address; undefined if nothing is. */
export function nameProblem(certificate: X509Certificate, host: string): Error | undefined {
  const isAddress = isIP(host) !== 0;
  const found = isAddress
    ? certificate.checkIP(host)
    : certificate.checkHost(host, { subject: 'never' });
  if (found !== undefined) return undefined;
  return Object.assign(new Error(problemText(certificate, host, isAddress)), { code: WRONG_NAME });
}

function problemText(certificate: X509Certificate, host: string, isAddress: boolean): string {
  const names = namesOf(certificate, isAddress ? 'IP Address:' : 'DNS:');
  if (names.length > 0) return `certificate is valid for ${names.join(', ')}, not ${host}`;
  if (isAddress) {
    return `cannot validate certificate for ${host} because it doesn't contain any IP SANs`;
  }
  return certificate.checkHost(host, { subject: 'always' }) === undefined
    ? `certificate is not valid for any names, but wanted to match ${host}`
    : 'certificate relies on legacy Common Name field, use SANs instead';
}

/** For people alone: in Node's text a name can be made to look like two. */
function namesOf({ subjectAltName = '' }: X509Certificate, form: string): string[] {
  return subjectAltName
    .split(', ')
    .filter((name) => name.startsWith(form))
    .map((name) => name.slice(form.length));
}

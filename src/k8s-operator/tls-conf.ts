/** Certificates in the configuration of servers. */
import type { PlainRecord } from '../conf/writer.ts';
import type { NatsClusterSpec } from './cluster-schema.ts';
import { defined } from './defined.ts';
import { CERTIFICATES, type CertificateField } from './names.ts';
import { TLS_FILES } from './tls-schema.ts';

/** The certificates of clients, and what is asked of them. */
export function clientTls({ tls = {}, auth = {} }: NatsClusterSpec): PlainRecord | undefined {
  const block = tlsBlock(tls, 'serverSecret', tls.clientsTLSTimeout);
  if (block === undefined) return undefined;
  return defined({
    ...block,
    verify: tls.verify,
    cipher_suites: tls.cipherSuites,
    curve_preferences: tls.curvePreferences,
    verify_and_map: auth.tlsVerifyAndMap,
  });
}

/** The `tls` block of the connections whose certificates `field` names; undefined if there are none. */
export function tlsBlock(
  tls: NonNullable<NatsClusterSpec['tls']>,
  field: CertificateField,
  timeout: number | undefined,
): PlainRecord | undefined {
  const files = certificateFiles(tls, field);
  if (files === undefined) return undefined;
  const { ca, key, certificate } = files;
  return defined({ ca_file: ca, cert_file: certificate, key_file: key, timeout });
}

/** The paths of the certificates of `field` in a pod; undefined if there are none. */
export function certificateFiles(
  tls: NonNullable<NatsClusterSpec['tls']>,
  field: CertificateField,
): { readonly ca: string; readonly key: string; readonly certificate: string } | undefined {
  if (tls[field] === undefined) return undefined;
  const { directory } = CERTIFICATES.find((each) => each.field === field)!; // All of them are there.
  const [ca, key, certificate] = TLS_FILES[field];
  return {
    ca: `${directory}/${tls[`${field}CAFileName`] ?? ca}`,
    key: `${directory}/${tls[`${field}KeyFileName`] ?? key}`,
    certificate: `${directory}/${tls[`${field}CertFileName`] ?? certificate}`,
  };
}

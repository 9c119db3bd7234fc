/** How the commands that connect to NATS servers make TLS. */
import type { TlsFiles } from '../../nats-client/tls-files.ts';
import { expandPath } from '../../nsc/store/directories.ts';
import type { FlagTable, FlagValues } from './flag-table.ts';
import { FlagError } from './parse-flags.ts';
import type { NscSurroundings } from './surroundings.ts';

export const tlsFlags = {
  tlsFirst: { type: 'switch', description: 'make TLS before the server says a word' },
  caCert: {
    type: 'text',
    value: 'file',
    description: 'CA certificate to verify servers against; also $NATS_CA',
  },
  clientCert: {
    type: 'text',
    value: 'file',
    description: 'certificate to show to servers; also $NATS_CERT',
  },
  clientKey: {
    type: 'text',
    value: 'file',
    description: 'its private key; also $NATS_KEY',
  },
  tlsCurves: {
    type: 'text',
    value: 'names',
    description: 'curves to agree on, in order: P256, P384, P521, X25519',
  },
} as const satisfies FlagTable;

export interface TlsSettings {
  readonly tls: TlsFiles;
  readonly isTlsFirst: boolean;
}

/** What the flags say, or else the environment. */
export function tlsSettings(
  flags: FlagValues<typeof tlsFlags>,
  { env, home, currentDirectory }: NscSurroundings,
): TlsSettings {
  const path = (flag: string | undefined, variable: string) => {
    const text = (flag ?? env[variable] ?? '').trim();
    return text === '' ? undefined : expandPath(text, home, currentDirectory);
  };
  const certificate = path(flags.clientCert, 'NATS_CERT');
  const key = path(flags.clientKey, 'NATS_KEY');
  if ((certificate === undefined) !== (key === undefined)) {
    throw new FlagError('--client-cert and --client-key go together');
  }
  const authority = path(flags.caCert, 'NATS_CA');
  return {
    tls: { certificate, key, authority, curves: curvesOf(flags.tlsCurves) },
    isTlsFirst: flags.tlsFirst === true,
  };
}

/** As OpenSSL calls them. */
const CURVES: Readonly<Record<string, string>> = {
  p256: 'P-256',
  p384: 'P-384',
  p521: 'P-521',
  x25519: 'X25519',
};

function curvesOf(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  const names = text.split(',').map((raw) => {
    const curve =
      CURVES[
        raw
          .trim()
          .toLowerCase()
          .replace(/^curve/, '')
      ];
    if (curve !== undefined) return curve;
    throw new FlagError(`unknown TLS curve "${raw}" (accepted: P256, P384, P521, X25519)`);
  });
  return names.join(':');
}

/** What /accountz tells of what an account shares: nats-server's ExtExport, ExtImport and MapDest. */
import type { Account } from '../account/account.ts';
import type { ExportOptions } from '../options/accounts.ts';
import { localPattern } from '../options/sharing.ts';
import { revocationTimes } from './account-claims.ts';
import { decodeBytes } from './go-text.ts';

type Sharing = Pick<Account, 'exports' | 'streamImports' | 'serviceImports' | 'mappings'>;

const RESPONSE_TYPES = { singleton: 'Singleton', stream: 'Streamed', chunked: 'Chunked' } as const;

/** The members of an answer about `account`; what there is none of is left out. */
export function sharingInfo({
  exports: exported,
  streamImports,
  serviceImports,
  mappings,
}: Sharing) {
  const exportInfos = [
    ...[...exported.services].map(([subject, options]) => ({
      subject: decodeBytes(subject),
      type: 'service',
      token_req: options.needsActivation === true ? true : undefined,
      response_type: RESPONSE_TYPES[options.responseType],
      service_latency: latencyInfo(options),
      approved_accounts: approved(options),
      revoked_activations: revocationTimes(options.revocations ?? new Map()),
    })),
    ...[...exported.streams].map(([subject, options]) => ({
      subject: decodeBytes(subject),
      type: 'stream',
      token_req: options.needsActivation === true ? true : undefined,
      approved_accounts: approved(options),
      revoked_activations: revocationTimes(options.revocations ?? new Map()),
    })),
  ];
  const importInfos = [
    ...streamImports.map((each) => ({
      subject: decodeBytes(each.exported),
      account: each.exporter.name,
      local_subject: decodeBytes(each.local),
      type: 'stream',
      invalid: false,
      share: false,
      tracking: false,
    })),
    ...serviceImports.map(({ exporter, subject, local, share }) => ({
      subject: decodeBytes(subject),
      account: exporter.name,
      to: decodeBytes(localPattern(local)),
      local_subject: decodeBytes(localPattern(local)),
      type: 'service',
      invalid: false,
      share,
      tracking: false,
      latency: latencyInfo(exporter.exports.serviceFor(subject)),
    })),
  ];
  return {
    mappings: mappings.isEmpty ? undefined : mappingInfos(mappings),
    exports: exportInfos.length === 0 ? undefined : exportInfos,
    imports: importInfos.length === 0 ? undefined : importInfos,
  };
}

function latencyInfo(options: ExportOptions | undefined): object | undefined {
  const latency = options?.latency;
  return latency && { sampling: latency.sampling, results: latency.subject };
}

function approved({ accounts = [] }: ExportOptions): readonly string[] | undefined {
  return accounts.length === 0 ? undefined : accounts;
}

/** Weights as nats-server shows them: each with those before it, up to the number that chance is compared with. */
function mappingInfos(mappings: Sharing['mappings']): Record<string, object[]> {
  const infos = [...mappings.all].map(({ source, destinations }) => [
    decodeBytes(source),
    destinations.map(({ destination, below, cluster }) => ({
      subject: decodeBytes(destination),
      weight: below,
      cluster: cluster === '' ? undefined : cluster,
    })),
  ]);
  return Object.fromEntries(infos) as Record<string, object[]>;
}

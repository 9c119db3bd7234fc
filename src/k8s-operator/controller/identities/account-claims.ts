/** From a NatsAccount to the claims of its JWT. */
import { newAccountClaims, type AccountClaims } from '../../../jwt/account-claims.ts';
import { newExport, type Export, type SamplingRate } from '../../../jwt/exports.ts';
import { newImport, type Import } from '../../../jwt/imports.ts';
import { NO_LIMIT, type JetStreamLimits, type OperatorLimits } from '../../../jwt/limits.ts';
import { addTags } from '../../../jwt/lists.ts';
import type { Mappings } from '../../../jwt/mappings.ts';
import type { Revocations } from '../../../jwt/revocations.ts';
import { newUserScope, type SigningKeys } from '../../../jwt/scope.ts';
import type { NatsAccountSpec } from '../../account-schema.ts';
import type { NatsAccount } from '../../resources.ts';
import { nanoseconds, permissionsOf, userLimitsOf } from './permissions.ts';

/** What stands in other objects. */
export interface AccountSources {
  readonly publicKey: string;
  /** Public keys by the names of the signing keys. */
  readonly signingKeys: ReadonlyMap<string, string>;
  /** For each import, in order: the key of its exporter, and its activation. */
  readonly imports: readonly { readonly account: string; readonly token: string }[];
  readonly revocations: Revocations;
}

type ExportSpec = NonNullable<NatsAccountSpec['exports']>[number];
type ImportSpec = NonNullable<NatsAccountSpec['imports']>[number];
type JetStreamSpec = NonNullable<NatsAccountSpec['jetstream']>;

export function accountClaims(
  { spec, metadata: { name } }: NatsAccount,
  { publicKey, signingKeys, imports, revocations }: AccountSources,
): AccountClaims {
  const claims = newAccountClaims(publicKey);
  return {
    ...claims,
    name: spec.displayName ?? name,
    nats: {
      ...claims.nats,
      description: spec.description ?? '',
      info_url: spec.infoUrl ?? '',
      limits: limitsOf(claims.nats.limits, spec),
      exports: (spec.exports ?? []).map(exportOf),
      imports: (spec.imports ?? []).map((each, at) => importOf(each, imports[at]!)),
      signing_keys: signingKeysOf(spec, signingKeys),
      default_permissions: permissionsOf(spec.defaultPermissions),
      mappings: mappingsOf(spec),
      revocations,
      tags: addTags([], ...(spec.tags ?? [])),
    },
  };
}

function limitsOf(
  base: OperatorLimits,
  { limits = {}, jetstream }: NatsAccountSpec,
): OperatorLimits {
  const tiers = Object.entries(jetstream?.tiers ?? {});
  return {
    ...base,
    subs: limits.subscriptions ?? NO_LIMIT,
    data: limits.data ?? NO_LIMIT,
    payload: limits.payload ?? NO_LIMIT,
    imports: limits.imports ?? NO_LIMIT,
    exports: limits.exports ?? NO_LIMIT,
    wildcards: limits.wildcardExports ?? true,
    disallow_bearer: limits.disallowBearer ?? false,
    conn: limits.connections ?? NO_LIMIT,
    leaf: limits.leafnodes ?? NO_LIMIT,
    // Limits of tiers take the place of the others.
    ...(jetstream === undefined || tiers.length > 0 ? {} : jetStreamLimits(jetstream)),
    tiered_limits: new Map(tiers.map(([tier, spec]) => [tier, jetStreamLimits(spec)])),
  };
}

function jetStreamLimits(spec: Omit<JetStreamSpec, 'tiers'>): JetStreamLimits {
  return {
    mem_storage: spec.memoryStorage ?? NO_LIMIT,
    disk_storage: spec.diskStorage ?? NO_LIMIT,
    streams: spec.streams ?? NO_LIMIT,
    consumer: spec.consumers ?? NO_LIMIT,
    max_ack_pending: spec.maxAckPending ?? NO_LIMIT,
    // Of these, 0 is no limit (jwt, JetStreamLimits).
    mem_max_stream_bytes: Math.max(0, spec.memoryMaxStreamBytes ?? 0),
    disk_max_stream_bytes: Math.max(0, spec.diskMaxStreamBytes ?? 0),
    max_bytes_required: spec.maxBytesRequired ?? false,
  };
}

function exportOf(spec: ExportSpec): Export {
  const { latency } = spec;
  return {
    ...newExport(spec.type, spec.subject),
    name: spec.name ?? '',
    token_req: spec.tokenRequired ?? false,
    account_token_position: spec.accountTokenPosition ?? 0,
    response_type: spec.responseType ?? '',
    response_threshold: nanoseconds(spec.responseThreshold),
    service_latency:
      latency === undefined
        ? undefined
        : { sampling: samplingOf(latency.sampling), results: latency.results },
    advertise: spec.advertise ?? false,
    allow_trace: spec.allowTrace ?? false,
    description: spec.description ?? '',
    info_url: spec.infoUrl ?? '',
  };
}

function samplingOf(text: string): SamplingRate {
  return text === 'headers' ? 'headers' : Number(text);
}

function importOf(spec: ImportSpec, { account, token }: AccountSources['imports'][number]): Import {
  return {
    ...newImport(spec.type, spec.subject, account),
    name: spec.name ?? '',
    local_subject: spec.localSubject ?? '',
    token,
    share: spec.share ?? false,
    allow_trace: spec.allowTrace ?? false,
  };
}

function signingKeysOf(
  { signingKeys = [] }: NatsAccountSpec,
  keys: ReadonlyMap<string, string>,
): SigningKeys {
  return new Map(
    signingKeys.map(({ name, role, template, description }) => {
      const key = keys.get(name)!; // Each has one: they are made by these names.
      if (role === undefined && template === undefined) return [key, undefined];
      const scope = newUserScope(key, role ?? name);
      const text = description ?? '';
      return [key, { ...scope, template: userLimitsOf(template ?? {}), description: text }];
    }),
  );
}

function mappingsOf({ mappings = {} }: NatsAccountSpec): Mappings {
  return new Map(
    Object.entries(mappings).map(([subject, targets]) => [
      subject,
      targets.map((target) => ({
        subject: target.subject,
        weight: target.weight ?? 100,
        cluster: target.cluster ?? '',
      })),
    ]),
  );
}

/** What the JWT of an account says, as a configuration would have said it. */
import { byteString } from '../../base/byte-string.ts';
import { NatsxError } from '../../base/errors.ts';
import type {
  Account as AccountBody,
  AccountClaims,
  Export,
  Int64,
  UserScope,
} from '../../jwt/index.ts';
import type { Permissions as PermissionsOfClaims } from '../../jwt/index.ts';
import { weightOf, type WeightedMapping } from '../../jwt/mappings.ts';
import { hasWildcard, isCoveredBy, isValidSubject } from '../../subject/subject.ts';
import type { AccountLimits } from '../options/accounts.ts';
import type { MappingDestination } from '../options/mappings.ts';
import type { PermissionsOptions } from '../options/permissions.ts';
import type { ExportTerms } from './exports.ts';
import { Mappings } from './mapping.ts';

/** What the JWT of an account says of it beyond its settings. Accounts of a configuration have none. */
export interface AccountStanding {
  /** Empty for a system account that stands in until its JWT is found. */
  readonly jwt: string;
  readonly claims: AccountClaims;
  /** The keys that may issue its users, with their scopes; undefined for one without. */
  readonly issuers: ReadonlyMap<string, UserScope | undefined>;
  /** Of users without any of their own; undefined lets them do everything. */
  readonly defaultPermissions: PermissionsOptions | undefined;
  /** Its time is over, or its JWT was deleted: nobody may log in. */
  readonly isExpired: boolean;
  /** Whether there is all that it imports, and it may. */
  readonly isComplete: boolean;
}

/** The standing of an account by its claims; `isStrict`: only its signing keys may issue users. */
export function standingOf(jwt: string, claims: AccountClaims, isStrict: boolean): AccountStanding {
  const { signing_keys: signingKeys, default_permissions: defaults } = claims.nats;
  const own = isStrict ? [] : ([[claims.sub, undefined]] as const);
  return {
    jwt,
    claims,
    issuers: new Map([...signingKeys, ...own]),
    defaultPermissions: permissionsOf(defaults),
    isExpired: false,
    isComplete: true,
  };
}

export function limitsOf({ limits }: AccountBody): AccountLimits {
  return {
    maxConnections: limitOf(limits.conn),
    maxSubscriptions: limitOf(limits.subs),
    maxPayload: limitOf(limits.payload),
    maxLeafnodes: limitOf(limits.leaf),
  };
}

/** As a configuration has it: only -1 is no limit in a JWT, there all that is below 0 is. */
export function limitOf(limit: Int64): number {
  const number = Number(limit);
  return number < -1 ? 0 : number;
}

/** Mappings of which one is wrong do without it, as in nats-server. */
export function mappingsOf({ mappings: claimed }: AccountBody, cluster: string): Mappings {
  const mappings = new Mappings({ cluster });
  for (const [source, destinations] of claimed) {
    try {
      mappings.add(source, destinationsOf(destinations));
    } catch (error) {
      if (!(error instanceof NatsxError)) throw error;
    }
  }
  return mappings;
}

/** What an account's JWT says, as a configuration would. */
export function destinationsOf(mappings: readonly WeightedMapping[]): MappingDestination[] {
  return mappings.map((mapping) => ({
    destination: mapping.subject,
    weight: weightOf(mapping),
    cluster: mapping.cluster,
  }));
}

/** `refused` is told of measurements that are not made, and why. */
export function exportsOf(
  { exports: exported }: AccountBody,
  refused: (each: Export, why: string) => void,
): ExportTerms[] {
  const services = exported.filter(({ type }) => type === 'service').map(({ subject }) => subject);
  return exported.map((each): ExportTerms => {
    const problem = latencyProblem(each, services);
    if (problem !== undefined) refused(each, problem);
    const { service_latency: latency, type, subject } = each;
    return {
      stream: type === 'stream' ? subject : undefined,
      service: type === 'service' ? subject : undefined,
      accounts: undefined,
      accountTokenPosition: Number(each.account_token_position),
      responseType: RESPONSE_TYPES[each.response_type] ?? 'singleton',
      thresholdMs: Number(each.response_threshold) / 1e6 || 120_000,
      latency:
        latency === undefined || problem !== undefined
          ? undefined
          : { sampling: latency.sampling, subject: latency.results },
      allowTrace: each.allow_trace,
      needsActivation: each.token_req,
      revocations: each.revocations,
    };
  });
}

const RESPONSE_TYPES: Readonly<Record<string, ExportTerms['responseType']>> = {
  Singleton: 'singleton',
  Stream: 'stream',
  Chunked: 'chunked',
};

/** nats-server accounts.go, TrackServiceExportWithSampling. */
function latencyProblem(each: Export, services: readonly string[]): string | undefined {
  if (each.service_latency === undefined) return undefined;
  const { results } = each.service_latency;
  const loops = services.some((service) => isCoveredBy(byteString(results), byteString(service)));
  if (!isValidSubject(results) || hasWildcard(results) || loops) return 'invalid publish subject';
  const isSingle = each.response_type === '' || each.response_type === 'Singleton';
  return isSingle ? undefined : 'bad service response type';
}

/** Permissions of users or accounts; undefined if nothing is said, which allows everything. */
export function permissionsOf({
  pub,
  sub,
  resp,
}: PermissionsOfClaims): PermissionsOptions | undefined {
  const lists = [pub.allow, pub.deny, sub.allow, sub.deny];
  if (resp === undefined && lists.every(({ length }) => length === 0)) return undefined;
  const publish = { allow: unlessEmpty(pub.allow), deny: unlessEmpty(pub.deny) };
  return {
    // Who may answer and has no list of subjects may publish nothing else.
    publish: resp === undefined ? publish : { ...publish, allow: publish.allow ?? [] },
    subscribe: { allow: unlessEmpty(sub.allow), deny: unlessEmpty(sub.deny) },
    allowResponses:
      resp === undefined
        ? undefined
        : { max: Number(resp.max) || 1, expiresMs: Number(resp.ttl) / 1e6 || 120_000 },
  };
}

function unlessEmpty(list: readonly string[]): readonly string[] | undefined {
  return list.length === 0 ? undefined : list;
}
